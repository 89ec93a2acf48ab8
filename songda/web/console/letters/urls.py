"""Addresses of this room."""

from django.urls import path

from songda.web.console.letters import batches, letters, print_room

urlpatterns = [
    path("letters/", print_room.print_room, name="letters"),
    path("letters/agree/", print_room.agree_to_many, name="letters_agree"),
    path("letters/capacity/", print_room.capacity, name="letters_capacity"),
    path("letters/numbers/", print_room.numbers, name="letters_numbers"),
    path("letters/batches/new/", batches.new_batch, name="new_batch"),
    path("letters/batches/<uuid:batch_id>/", batches.batch, name="batch"),
    path("letters/batches/<uuid:batch_id>/count/", batches.count, name="batch_count"),
    path("letters/batches/<uuid:batch_id>/seal/", batches.seal, name="batch_seal"),
    path("letters/batches/<uuid:batch_id>/letters.pdf", batches.letters_file, name="batch_file"),
    path("letters/batches/<uuid:batch_id>/list.pdf", batches.manifest, name="batch_manifest"),
    path("letters/batches/<uuid:batch_id>/list.csv", batches.manifest_table, name="batch_table"),
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/file/", letters.file, name="letter_file"),
    path("letters/<uuid:letter_id>/pages/<int:number>/", letters.page, name="letter_page"),
    path("letters/<uuid:letter_id>/agree/", letters.agree_to, name="letter_agree"),
    path("letters/<uuid:letter_id>/withdraw/", letters.take_out, name="letter_withdraw"),
    path("envelopes/<uuid:envelope_id>/letter/", letters.new_letter, name="new_letter"),
]
