"""Addresses that are open to everybody."""

from django.urls import path

from songda.web.public import figures, genuine, home, log, malfunctions, notices, questions, rules

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("check", genuine.check, name="check"),
    path("verify", genuine.verify, name="verify"),
    path("verify/<str:code>", genuine.verified, name="verified"),
    path("e-service", home.explained, name="explained"),
    path("anti-fraud", home.anti_fraud, name="anti_fraud"),
    path("plain/<slug:topic>", home.plain, name="plain"),
    path("screen/<slug:topic>", home.screen, name="screen"),
    path("questions", questions.questions, name="questions"),
    path("questions/ask", questions.ask_court, name="ask_court"),
    path("rules", rules.rules, name="rules"),
    path("rules/<str:rule>", rules.rule_words, name="rule_words"),
    path("figures", figures.courts, name="courts_figures"),
    path("figures/<str:code>", figures.figures, name="figures"),
    path("last-day", rules.last_day, name="last_day"),
    path("last-day.ics", rules.last_day_file, name="last_day_file"),
    path("log", log.log, name="log"),
    path("log/checkpoint", log.checkpoint, name="checkpoint"),
    path("log/log-key.pem", log.log_key, name="log_key"),
    path("log/AUTHORITY.pem", log.authority, name="authority"),
    path("log/tile/<path:path>", log.tile, name="tile"),
    path("notices", notices.notices, name="notices"),
    path("notices.txt", notices.listed, name="notices_listed"),
    path("notices/naming-me", notices.naming, name="notices_naming"),
    path("notices/looks", notices.looks, name="notice_looks"),
    path("notices/<str:token>.pdf", notices.document, name="notice_document"),
    path("notices/<str:token>.tlog-proof", notices.log_proof, name="notice_proof"),
    path("notices/<str:token>.json", notices.leaf, name="notice_leaf"),
    path("notices/<str:token>", notices.notice, name="notice"),
    path("malfunctions", malfunctions.malfunction_days, name="malfunctions"),
    path("malfunctions/<uuid:malfunction_id>.pdf", malfunctions.certificate, name="malfunction"),
    path("favicon.ico", home.icon, name="icon"),
    path("robots.txt", home.robots, name="robots"),
]
