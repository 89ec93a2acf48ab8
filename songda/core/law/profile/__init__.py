"""A jurisdiction as dated, cited rows of data, loaded once."""

from songda.core.law.profile.load import jurisdictions, profile_of
from songda.core.law.profile.profile import Profile
from songda.core.law.profile.vocabulary import ProfileError

__all__ = ["Profile", "ProfileError", "jurisdictions", "profile_of"]
