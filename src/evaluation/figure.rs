use std::fmt::Write;

use super::report::{BackTestReport, CoverageReport, ForecasterReport, Versus};

const LEFT: f64 = 170.0;
const PLOT: f64 = 480.0;
const RIGHT: f64 = 210.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 58.0;
const FOOT: f64 = 46.0;
const OURS: &str = "#1f5fa8";
const PLAIN: &str = "#8a5a00";
const INK: &str = "#222";
const FAINT: &str = "#d9d9d9";

/// The back-test as a picture: one panel a coverage, one line a forecaster, its mean PAI with the 95 % interval. SVG, as text.
///
/// Plain counts are hollow; the dashed line is the best of them, and × is the ratio to it with its own, paired interval. `title` and `note` go above and below.
pub fn figure(report: &BackTestReport, title: &str, note: &str) -> String {
    let rows = report.models.len() as f64;
    let panel = HEAD + ROW * rows + FOOT;
    let (width, top) = (LEFT + PLOT + RIGHT, 40.0);
    let height = top + panel * report.coverages.len() as f64 + 30.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"13\" fill=\"{INK}\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    text(&mut svg, 16.0, 26.0, "start", "font-size=\"15\" font-weight=\"600\"", title);
    for (at, coverage) in report.coverages.iter().enumerate() {
        let rows = report.forecasters.iter().filter(|row| row.coverage == coverage.coverage);
        draw_panel(&mut svg, coverage, &rows.collect::<Vec<_>>(), top + panel * at as f64);
    }
    text(&mut svg, 16.0, height - 12.0, "start", "font-size=\"11\" fill=\"#555\"", note);
    svg.push_str("</svg>\n");
    svg
}

fn draw_panel(svg: &mut String, coverage: &CoverageReport, rows: &[&ForecasterReport], top: f64) {
    let percent = 100.0 * coverage.coverage_fraction;
    let head = format!("{percent:.3} % of the ground: {} cells, {:.3} km²", coverage.cells, coverage.area_km2);
    text(svg, 16.0, top + 18.0, "start", "font-weight=\"600\"", &head);
    text(svg, 16.0, top + 36.0, "start", "font-size=\"11\" fill=\"#555\"", &limits(coverage));
    let scale = Scale::over(rows);
    let (first, last) = (top + HEAD, top + HEAD + ROW * rows.len() as f64);
    for tick in scale.ticks() {
        let x = scale.x(tick);
        line(svg, (x, first - 4.0), (x, last), FAINT, "");
        text(svg, x, last + 16.0, "middle", "font-size=\"11\"", &trimmed(tick));
    }
    text(svg, LEFT + PLOT / 2.0, last + 34.0, "middle", "font-size=\"11\"", "mean PAI, 95 % interval");
    let best = rows.iter().find(|row| Some(&row.name) == coverage.best_naive.as_ref());
    if let Some(pai) = best.and_then(|row| row.pai) {
        line(svg, (scale.x(pai), first - 4.0), (scale.x(pai), last), PLAIN, "stroke-dasharray=\"4 3\"");
    }
    for (at, row) in rows.iter().enumerate() {
        draw_row(svg, row, &scale, first + ROW * (at as f64 + 0.5));
    }
}

fn draw_row(svg: &mut String, row: &ForecasterReport, scale: &Scale, y: f64) {
    let colour = if row.naive { PLAIN } else { OURS };
    text(svg, LEFT - 12.0, y + 4.0, "end", &format!("fill=\"{colour}\""), &row.name);
    let Some(pai) = row.pai else {
        return text(svg, LEFT + 4.0, y + 4.0, "start", "fill=\"#777\"", "no incidents");
    };
    if let (Some(low), Some(high)) = (row.pai_low, row.pai_high) {
        line(svg, (scale.x(low), y), (scale.x(high), y), colour, "stroke-width=\"2\"");
    }
    let fill = if row.naive { "#fff" } else { colour };
    let x = scale.x(pai);
    let place = format!("cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4.5\"");
    writeln!(svg, "<circle {place} fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"2\"/>")
        .expect("a string takes all");
    let versus = row.versus_best_naive.as_ref().filter(|versus| versus.name != row.name);
    let beside = versus.map_or_else(|| format!("{pai:.2}"), |versus| format!("{pai:.2}  {}", times(versus)));
    text(svg, LEFT + PLOT + 12.0, y + 4.0, "start", "font-size=\"12\"", &beside);
}

/// The ratio to the best plain count, with its interval.
fn times(versus: &Versus) -> String {
    let interval = versus.low.zip(versus.high).map(|(low, high)| format!(" ({low:.3} to {high:.3})"));
    format!("×{:.3}{}", versus.pai_ratio, interval.unwrap_or_default())
}

/// What the figure has no room for on its axis.
fn limits(coverage: &CoverageReport) -> String {
    let mut said = Vec::new();
    if let Some(pai) = coverage.oracle.pai {
        said.push(format!("cells that held most: PAI {pai:.1}"));
    }
    if let Some(pai) = coverage.ceiling.pai {
        said.push(format!("if {} were the truth: {pai:.2}", coverage.ceiling.forecaster));
    }
    if let Some(pai) = coverage.ceiling.with_hidden_pai {
        said.push(format!("with what nobody can know: {pai:.1}"));
    }
    said.join("; ")
}

/// PAI from left to right.
struct Scale {
    low: f64,
    step: f64,
    high: f64,
}

impl Scale {
    /// Round numbers that hold every interval.
    fn over(rows: &[&ForecasterReport]) -> Self {
        let ends = rows.iter().flat_map(|row| [row.pai, row.pai_low, row.pai_high]).flatten();
        let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), end| (low.min(end), high.max(end)));
        if low > high {
            return Self { low: 0.0, step: 1.0, high: 1.0 };
        }
        let span = (high - low).max(0.1 * high).max(1e-6);
        let power = 10_f64.powf((span / 4.0).log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|of| of * power).into_iter().find(|step| span / step <= 6.0);
        let step = step.unwrap_or(10.0 * power);
        Self { low: (low / step).floor() * step, step, high: ((high / step).floor() + 1.0) * step }
    }

    fn x(&self, pai: f64) -> f64 {
        LEFT + PLOT * (pai - self.low) / (self.high - self.low)
    }

    fn ticks(&self) -> impl Iterator<Item = f64> {
        let count = ((self.high - self.low) / self.step).round() as usize;
        (0..=count).map(|at| self.low + at as f64 * self.step)
    }
}

/// Without the zeros that say nothing.
fn trimmed(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn text(svg: &mut String, x: f64, y: f64, anchor: &str, more: &str, said: &str) {
    let said = said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" {more}>{said}</text>")
        .expect("a string takes all");
}

fn line(svg: &mut String, from: (f64, f64), to: (f64, f64), colour: &str, more: &str) {
    let ends = format!("x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"", from.0, from.1, to.0, to.1);
    writeln!(svg, "<line {ends} stroke=\"{colour}\" {more}/>").expect("a string takes all");
}
