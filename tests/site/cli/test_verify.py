"""`songda verify`: the exit codes and words of the command."""

import pytest
from click.testing import CliRunner

from songda.site.commands import main
from songda.trust.offline.pack import pack
from tests.core.evidence.bundles import bundle, changed, with_row
from tests.trust.log_keys import court_key, other_key
from tests.trust.offline.seals import signed_pdf


@pytest.fixture
def verify(tmp_path):
    def run(whole, *arguments):
        path = tmp_path / "bundle.zip"
        path.write_bytes(pack(whole))
        return CliRunner().invoke(main, ["verify", str(path), *arguments])

    return run


def test_a_right_bundle_gives_0(verify):
    result = verify(bundle(signed_pdf()), "--key", court_key().verifier.fingerprint)
    assert result.exit_code == 0, result.output
    assert "Everything that was checked holds." in result.output


def test_a_changed_bundle_gives_1_and_the_name_of_what_changed(verify):
    result = verify(changed(bundle(signed_pdf()), 3, with_row(actor="x")), "--language", "zh")
    assert result.exit_code == 1
    assert "service.effective" in result.output
    assert "字段actor" in result.output


def test_a_bundle_of_a_strange_log_gives_1(verify):
    result = verify(bundle(signed_pdf()), "--key", other_key().verifier.fingerprint)
    assert result.exit_code == 1


def test_a_wrong_fingerprint_and_an_unreadable_file_give_2(verify, tmp_path):
    assert verify(bundle(signed_pdf()), "--key", "abc").exit_code == 2
    (tmp_path / "letter.txt").write_text("no bundle")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "letter.txt")])
    assert result.exit_code == 2
    assert "not a readable zip file" in result.output


def test_where_the_law_cannot_be_asked_again_whoever_asked_for_it_is_told(verify):
    result = verify(bundle(signed_pdf()), "--law")
    assert result.exit_code == 1
    assert "carries no facts" in result.output
