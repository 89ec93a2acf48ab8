"""A jurisdiction as dated, cited rows of data, loaded once."""

from songda.core.law.profile.load import Profile, jurisdictions, profile_of
from songda.core.law.profile.table import ProfileError

__all__ = ["Profile", "ProfileError", "jurisdictions", "profile_of"]
