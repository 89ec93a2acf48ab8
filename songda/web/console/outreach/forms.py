"""The forms of outreach."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from songda.core.outreach.closed_lists import QuestionDoor
from songda.core.outreach.wording import LONGEST, MOST, own_text
from songda.core.words import languages, say
from songda.records.delivery.outreach.campaigns import LIMITS, CampaignDraft, MaterialDraft
from songda.records.delivery.outreach.experiments import LONGEST_NAME, ExperimentDraft
from songda.records.delivery.outreach.photos import LONGEST as LONGEST_CAPTION
from songda.records.delivery.outreach.questions import LONGEST as LONGEST_ASKED
from songda.records.delivery.outreach.questions import LONGEST_ANSWER, LONGEST_QUESTION, AnswerDraft
from songda.web.console.shared import words
from songda.web.console.shared.forms import Words, to_choose


class Day(forms.DateField):
    """A day of the calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class CampaignForm(forms.Form):
    """What, for whom, when, where, by whom."""

    title = Words(label=_("Name of the campaign"), max_length=LIMITS["title"])
    aim = forms.ChoiceField(label=_("Aim"), choices=to_choose(words.choices(words.OUTREACH_AIM)))
    group = forms.ChoiceField(label=_("For whom"), choices=to_choose(words.choices(words.OUTREACH_GROUP)))
    starts_on = Day(label=_("Day on which it begins"))
    ends_on = Day(label=_("Day on which it ends"), help_text=_("The same as the first for a campaign of one day."))
    place = Words(label=_("Where it takes place"), max_length=LIMITS["place"])
    speaker = Words(
        label=_("Speaker"),
        max_length=LIMITS["speaker"],
        required=False,
        help_text=_("Name and office, as it may be published."),
    )

    def draft(self) -> CampaignDraft:
        """For the records."""
        return CampaignDraft(**self.cleaned_data)


class PeopleForm(forms.Form):
    """How many people, and how they were counted."""

    reached = forms.IntegerField(label=_("People reached"), min_value=0)
    counted_how = Words(
        label=_("How they were counted"),
        max_length=120,
        help_text=_("For example: signed in, seats taken, leaflets handed out."),
    )


class SupplyForm(forms.Form):
    """Which piece of material, how many copies."""

    kind = forms.ChoiceField(label=_("Material"), choices=to_choose(words.choices(words.OUTREACH_KIND)))
    topic = forms.ChoiceField(label=_("Topic"), choices=to_choose(words.choices(words.OUTREACH_TOPIC)))
    language = forms.ChoiceField(
        label=_("Language"), choices=lambda: [(each, say("language.name", each)) for each in languages()]
    )
    copies = forms.IntegerField(label=_("Copies"), min_value=1, help_text=_("Of what is shown or spoken: how often."))

    def draft(self) -> MaterialDraft:
        """For the records."""
        return MaterialDraft(**self.cleaned_data)


class PhotoForm(forms.Form):
    """One photograph and what it shows."""

    file = forms.FileField(
        label=_("Photograph"),
        help_text=_("JPEG, PNG or WebP, at most 15 MB. Place, time and camera are taken out of the file."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        allow_empty_file=True,
    )
    shows = Words(
        label=_("What it shows"),
        max_length=LONGEST_CAPTION,
        help_text=_("For whoever cannot see it. Ask people who can be recognised before you take or publish it."),
    )


class NotedQuestionForm(forms.Form):
    """What somebody asked on the telephone or at the counter."""

    door = forms.ChoiceField(
        label=_("Asked where"), choices=to_choose(words.choices(words.OUTREACH_DOOR, QuestionDoor.PORTAL.value))
    )
    subject = forms.ChoiceField(label=_("About"), choices=to_choose(words.choices(words.OUTREACH_SUBJECT)))
    words = Words(
        label=_("The question"),
        max_length=LONGEST_ASKED,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Without names, numbers or case numbers: it may be published."),
    )


class PublishedAnswerForm(forms.Form):
    """One answer for everybody."""

    subject = forms.ChoiceField(label=_("About"), choices=to_choose(words.choices(words.OUTREACH_SUBJECT)))
    question = Words(label=_("The question, as it is published"), max_length=LONGEST_QUESTION)
    words = Words(
        label=_("The answer, as it is published"),
        max_length=LONGEST_ANSWER,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Plain words, short sentences. Everybody can read it at once."),
    )

    def draft(self, settles: tuple[Any, ...] = ()) -> AnswerDraft:
        """For the records."""
        return AnswerDraft(**self.cleaned_data, settles=settles)


class ExperimentForm(forms.Form):
    """Two to four texts, and what is to be found out."""

    name = Words(label=_("What is compared"), max_length=LONGEST_NAME)
    usual_percent = forms.IntegerField(
        label=_("Show who they are within 3 days today, in percent"), min_value=1, max_value=98
    )
    wanted_percent = forms.IntegerField(
        label=_("Share that would be worth finding, in percent"), min_value=2, max_value=99
    )
    weeks = forms.IntegerField(label=_("For how many weeks at most"), min_value=1, max_value=52, initial=12)
    a_month = forms.IntegerField(
        label=_("First messages a month"), min_value=1, help_text=_("Only to tell how long it will take.")
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in range(1, MOST + 1):
            self.fields[f"text_{number}"] = Words(
                label=_("Text %(name)s") % {"name": "ABCD"[number - 1]},
                max_length=LONGEST,
                required=number <= 2,
                widget=forms.Textarea(attrs={"rows": 3, "lang": "zh"}),
                initial=own_text() if number == 1 else "",
            )

    def draft(self) -> ExperimentDraft:
        """For the records."""
        given = self.cleaned_data
        texts = [text for number in range(1, MOST + 1) if (text := given.get(f"text_{number}"))]
        percents = {name: given[name] for name in ("usual_percent", "wanted_percent")}
        return ExperimentDraft(name=given["name"], texts=texts, weeks=given["weeks"], **percents)
