"""Addresses of this room."""

from django.urls import path

from songda.web.console.figures import costs, counted_units, report, visibility, work

urlpatterns = [
    path("figures/", report.figures, name="figures"),
    path("figures/file/", report.figures_file, name="figures_file"),
    path("figures/seal/", report.figures_seal, name="figures_seal"),
    path("figures/papers/<uuid:figures_paper_id>/", report.figures_paper, name="figures_paper"),
    path("figures/papers/<uuid:figures_paper_id>/file/", report.figures_paper_file, name="figures_paper_file"),
    path("figures/counted/", counted_units.figures_counted, name="figures_counted"),
    path("figures/workload/", work.work, name="figures_work"),
    path("figures/savings/", costs.figures_savings, name="figures_savings"),
    path("figures/savings/costs/", costs.unit_cost, name="unit_cost"),
    path("figures/visibility/", visibility.figures_visibility, name="figures_visibility"),
    path("figures/visibility/court/", visibility.court_above, name="court_above"),
    path("figures/visibility/public/", visibility.publish, name="publish_figures"),
]
