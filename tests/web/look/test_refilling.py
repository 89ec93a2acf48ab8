"""What was typed is put back into the form that it was typed into, and nowhere else."""

from songda.web.look.refilling import Page

PAGE = """<!DOCTYPE html>
<p>a &amp; b &#169; <br/><!-- remark --></p>
<details class="more"><summary>More</summary>
<form method="post" action="../save/" id="own"><input type="hidden" name="seen" value="new">
<input type="text" name="name" value="old"><input name="row"><input name="row">
<input type="password" name="secret"><input type="file" name="file">
<label><input type="radio" name="kind" value="a" checked><input type="radio" name="kind" value="b"></label>
<input type="checkbox" name="tick" value="1" checked><input type="checkbox" name="tick" value="2">
<select name="one"><option value="x" selected>X</option><option value="y">Y</option></select>
<textarea name="words" rows="4">
before</textarea></form></details>
<form method="post" action="/other/"><input name="name" value="other"></form>
<input type="checkbox" name="far" value="yes" form="own">"""
TYPED = {
    "seen": ["stale"],
    "name": ['"李某" <b>'],
    "row": ["1", "2"],
    "secret": ["s"],
    "kind": ["b"],
    "tick": ["2"],
    "one": ["y"],
    "words": ["first\nsecond </textarea>"],
    "far": ["yes"],
}


def page() -> str:
    made = Page("/a/page/", PAGE)
    assert [form.address for form in made.forms] == ["/a/save/", "/other/"]
    made.fill(made.forms[:1], TYPED, "<p>word</p>")
    return str(made)


def test_every_kind_of_field_is_filled_in() -> None:
    html = page()
    assert 'name="name" value=\'"李某" &lt;b&gt;\'' in html
    assert '<input name="row" value="1"><input name="row" value="2">' in html
    assert 'value="a"><input type="radio" name="kind" value="b" checked="">' in html
    assert 'name="tick" value="1"><input type="checkbox" name="tick" value="2" checked="">' in html
    assert '<option value="x">X</option><option value="y" selected="">Y</option>' in html
    assert "first\nsecond &lt;/textarea&gt;</textarea>" in html
    assert 'name="far" value="yes" form="own" checked="">' in html


def test_secrets_files_and_what_the_page_itself_brings_stay_as_they_are() -> None:
    html = page()
    assert 'name="seen" value="new"' in html
    assert '<input type="password" name="secret"><input type="file" name="file">' in html


def test_another_form_of_the_page_and_its_words_stay_as_they_are() -> None:
    html = page()
    assert html.startswith("<!DOCTYPE html>\n\n<p>a &amp; b © <br><!-- remark --></p>")
    assert '<input name="name" value="other">' in html
    assert "before" not in html


def test_the_word_stands_above_the_form_and_its_fold_is_open() -> None:
    html = page()
    assert '<details class="more" open="">' in html
    assert html.index("<p>word</p>") < html.index("<form")


def test_where_nothing_was_typed_only_the_word_is_added() -> None:
    made = Page("/a/page/", PAGE)
    made.fill(made.forms[:1], {}, "<p>word</p>")
    html = str(made).replace("<p>word</p>", "").replace('<details class="more" open="">', '<details class="more">')
    assert html == str(Page("/a/page/", PAGE))
