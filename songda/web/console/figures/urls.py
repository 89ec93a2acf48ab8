"""Addresses of this room."""

from django.urls import path

from songda.web.console.figures import behind, costs, report, standing, work

urlpatterns = [
    path("figures/", report.figures, name="figures"),
    path("figures/file/", report.figures_file, name="figures_file"),
    path("figures/behind/", behind.figures_behind, name="figures_behind"),
    path("figures/workload/", work.work, name="figures_work"),
    path("figures/savings/", costs.figures_savings, name="figures_savings"),
    path("figures/savings/costs/", costs.unit_cost, name="unit_cost"),
    path("figures/standing/", standing.standing, name="figures_standing"),
    path("figures/standing/court/", standing.court_above, name="court_above"),
    path("figures/standing/public/", standing.publish, name="publish_figures"),
]
