# Values for tests/it/agreement/kernel_density.rs: Rscript kernel_density.R FOLDER, where FOLDER holds the patterns as tables.
# R 4.2.2, spatstat.explore 3.0.6, sparr 2.2.17.
suppressMessages({library(spatstat.explore); library(sparr)})
options(digits = 10)
folder <- commandArgs(trailingOnly = TRUE)[1]

pattern <- function(name) {
  points <- read.csv(file.path(folder, paste0(name, ".csv")))
  corners <- read.csv(file.path(folder, paste0(name, "_window.csv")))
  ring <- list(x = corners$x, y = corners$y)
  window <- tryCatch(owin(poly = ring), error = function(e) owin(poly = lapply(ring, rev)))
  ppp(points[, 1], points[, 2], window = window)
}
for (name in c("chorley", "redwood", "humberside")) {
  points <- pattern(name)
  about <- c(chorley = 0.265, humberside = 24.6, redwood = 0.0408)[name]
  best <- bw.ppl(unique(points), srange = about * c(0.4, 2.5), ns = 120, shortcut = TRUE, edge = FALSE)
  cat(name, "scott", bw.scott(points, isotropic = TRUE), "ppl", as.numeric(best), "\n")
}

data(pbc)
cases <- unmark(split(pbc)$case)
controls <- unmark(split(pbc)$control)
cat("NS", NS(cases), "OS", OS(cases), "\n")
at <- cases[seq(1, 601, by = 100)]
values <- function(image) interp.im(image, at$x, at$y)
adaptive <- bivariate.density(cases, h0 = 3, hp = 3, adapt = TRUE, resolution = 400, edge = "none", intensity = TRUE,
                              verbose = FALSE)
cat("adaptive", values(adaptive$z), "\n")
ratio <- risk(cases, controls, h0 = 3.5, resolution = 1024, verbose = FALSE)
both <- bivariate.density(unmark(pbc), h0 = 3.5, resolution = 1024, verbose = FALSE)
p <- tolerance(ratio, method = "ASY", ref.density = both, verbose = FALSE)
pixel <- p$xstep * p$ystep
cat("log ratio", values(ratio$rr), "\nscore", qnorm(values(p), lower.tail = FALSE), "\n")
# Judged where a kernel, 1 / integral(k^2) = 4 pi h^2 of ground, sees at least five controls.
seen <- bivariate.density(controls, h0 = 3.5, resolution = 1024, edge = "none", intensity = TRUE, verbose = FALSE)$z
judged <- 4 * pi * 3.5^2 * seen$v >= 5
cat("judged", sum(judged & !is.na(p$v), na.rm = TRUE) * pixel, "of it higher", sum(p$v < 0.025 & judged, na.rm = TRUE) * pixel, "\n")
