"""What every notebook draws in the same way: maps over the study area, weeks, captions, and the API's own sentences.

Colours are those of the map in the browser (web/src/palette.ts), chosen to be told apart with any colour vision.
"""

import functools
import textwrap
from http import HTTPStatus

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import Markdown, display
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch

from wherenext_api import Refused, geo, get

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

DENSITY = ["#ffffb2", "#fecc5c", "#fd8d3c", "#f03b20", "#bd0026"]
AREAS = ["#d0d1e6", "#a6bddb", "#74a9cf", "#2b8cbe", "#045a8d"]
RATIO = ["#2166ac", "#67a9cf", "#d1e5f0", "#e6e4e0", "#fddbc7", "#ef8a62", "#b2182b"]
# Okabe and Ito (2008), in the order in which neighbours differ most.
SERIES = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
QUIET = "#9aa5ab"
CLASSES = {
    "hot-99": "#b2182b",
    "hot-95": "#ef8a62",
    "hot-90": "#fddbc7",
    "cold-90": "#d1e5f0",
    "cold-95": "#67a9cf",
    "cold-99": "#2166ac",
    "new-hot": "#e31a1c",
    "consecutive-hot": "#fd8d3c",
    "intensifying-hot": "#67001f",
    "persistent-hot": "#b10026",
    "diminishing-hot": "#fcae91",
    "sporadic-hot": "#fed976",
    "oscillating-hot": "#e7c6a0",
    "historical-hot": "#cbb8ae",
    "new-cold": "#1f78b4",
    "consecutive-cold": "#41b6c4",
    "intensifying-cold": "#08306b",
    "persistent-cold": "#2171b5",
    "diminishing-cold": "#9ecae1",
    "sporadic-cold": "#c7e9f1",
    "oscillating-cold": "#b5cbd6",
    "historical-cold": "#b4bcc6",
    "up": "#b35806",
    "down": "#542788",
    "none": "#ece9e4",
    "too-few": "#d5dadd",
    "only-here": "#7f3b08",
    "more": "#e08214",
    "no-clear-difference": "#e6e4e0",
    "fewer": "#8073ac",
    "only-there": "#2d004b",
    "growing": "#b35806",
    "steady": "#b9c1c6",
    "fading": "#542788",
}
BOUNDARY = "#8d99a1"
# At a size of 8 points.
CAPTION_COLUMNS_AN_INCH = 15

plt.rcParams.update(
    {
        "figure.figsize": (8, 4.5),
        "figure.constrained_layout.use": True,
        "axes.titlelocation": "left",
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


@functools.cache
def about():
    """What is served, asked once."""
    return get("about")


@functools.cache
def outline():
    """The areas that make up the study area; `None` where it was drawn around the incidents instead."""
    layer = about()["study_area_layer"]
    return None if layer is None else geo(f"areas/{layer}")


def last_year():
    """A filter to begin with: the last year of anti-social behaviour, or of the largest kind where there is none."""
    begins, ends = (pd.Timestamp(about()["span"][end]) for end in ("from", "to"))
    counts = pd.DataFrame(about()["categories"]).groupby("kind")["count"].sum()
    kind = "asb" if "asb" in counts else counts.idxmax()
    first = max(begins, ends - pd.DateOffset(years=1))
    return {"category": kind, "from": f"{first:%Y-%m-%d}", "to": f"{ends:%Y-%m-%d}"}


def attempt(ask, path, **parameters):
    """`ask(path)`, or the service's own sentence on why these data cannot answer, and `None`."""
    try:
        return ask(path, **parameters)
    except Refused as refusal:
        if refusal.status != HTTPStatus.BAD_REQUEST:
            raise
        display(Markdown(f"> **These data cannot answer that.** {refusal}"))
        return None


def coarsest_layer():
    """The layer of the study area, or the one with the fewest areas; `None` where there is none."""
    layers = {layer["name"]: layer["areas"] for layer in about()["layers"]}
    return about()["study_area_layer"] or min(layers, key=layers.get, default=None)


def finding(answer):
    """The API's own reading of a result: what it says, then what to keep in mind."""
    words = getattr(answer, "attrs", answer)["finding"]
    return Markdown(f"> **{words['statement']}** {words['caveat']}")


def span(window):
    """A half-open window of civil dates, in words."""
    return f"{window['from']} up to, not including, {window['to']}"


def method(legend):
    """What a figure owes its reader, from a legend, in sentences: method, window, number of incidents, null."""
    sentences = [f"{legend['method']}.", f"{legend['incidents']:,.0f} incidents, {span(legend['window'])}."]
    if legend.get("null"):
        sentences.append(f"If nothing were going on: {legend['null']}")
    if legend.get("snapped_note"):
        sentences.append(legend["snapped_note"])
    return sentences


def caption(axes, *sentences):
    """Writes `sentences` below everything drawn so far, and whose the data and the ground are."""
    figure = axes.figure
    said = [*sentences, about()["notice"] or "", "; ".join(about()["attribution"])]
    columns = int(CAPTION_COLUMNS_AN_INCH * figure.get_figwidth())
    text = textwrap.fill(" ".join(part for part in said if part), columns)
    figure.draw_without_rendering()
    lowest = figure.get_tightbbox().y0 / figure.get_figheight()
    # From here on the layout stands; it would squeeze the axes to make room for the text.
    figure.set_layout_engine("none")
    figure.text(0.01, lowest - 0.03, text, va="top", fontsize=8, color="#444444")


def map_axes(title):
    """Axes in degrees with the study area on them."""
    figure, axes = plt.subplots(figsize=(9, 7))
    if outline() is not None:
        outline().boundary.plot(ax=axes, color=BOUNDARY, linewidth=0.6, zorder=3)
    axes.set(title=title, xlabel="Longitude (degrees)", ylabel="Latitude (degrees)")
    return axes


def draw_classes(axes, frame, classes, column="class"):
    """Fills each feature in the colour of its class; `classes` are a legend's, in its order."""
    patches = []
    for each in classes:
        chosen = frame[frame[column] == each["value"]] if len(frame) else frame
        if len(chosen):
            chosen.plot(ax=axes, color=CLASSES[each["value"]], edgecolor="none")
            patches.append(Patch(color=CLASSES[each["value"]], label=f"{each['label']}: {len(chosen):,}"))
    if patches:
        axes.legend(handles=patches, loc="lower right", fontsize=8)


def draw_steps(axes, frame, column, breaks, colours, unit):
    """Fills each feature by the step of `breaks` that its value reaches; below the first break it stays blank."""
    drawn = frame[frame[column] >= breaks[0]] if breaks and len(frame) else frame[:0]
    if drawn.empty:
        return
    # Fewer steps when values tie: the darkest colours stay the highest.
    first = len(colours) - len(breaks)
    colours = colours[first:]
    steps = np.searchsorted(breaks, drawn[column], side="right") - 1
    drawn.plot(ax=axes, color=[colours[step] for step in steps], edgecolor="none")
    scale = plt.cm.ScalarMappable(BoundaryNorm([*breaks, 2 * breaks[-1]], len(breaks)), ListedColormap(colours))
    bar = axes.figure.colorbar(scale, ax=axes, shrink=0.6, ticks=breaks, spacing="uniform", extend="max", extendfrac=0)
    bar.ax.set_yticklabels([f"{value:,.3g}" for value in breaks])
    bar.set_label(unit)


def draw_week(axes, hour_of_week, unit, colours="PuBu", **limits):
    """Seven days by 24 hours, Monday first."""
    image = axes.imshow(hour_of_week, aspect="auto", cmap=colours, **limits)
    axes.set(yticks=range(7), yticklabels=DAYS, xticks=range(0, 24, 3), xlabel="Hour of day (civil time)", ylabel="Day")
    axes.figure.colorbar(image, ax=axes, label=unit)
