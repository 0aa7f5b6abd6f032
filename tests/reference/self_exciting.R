# A simulated self-exciting point process, and what surveillance's twinstim estimates from it.
# Rscript self_exciting.R simulate > ../fixtures/self_exciting.csv   (x_m, y_m, day; 300 days, 5 km x 5 km)
# Rscript self_exciting.R fit ../fixtures/self_exciting.csv
# Rscript self_exciting.R peer EVENTS.csv    (easting, northing, time: a year in a box of 60 km x 70 km)
# surveillance 1.20.3: constant background, excitation gaussian in space (cut at 500 m), exponential in time (cut at 28 days).
args <- commandArgs(trailingOnly = TRUE)

simulate <- function(days = 300, side = 4, background = 1.2, branching = 0.5, rate = 0.2, sd = 0.08) {
  set.seed(20260)
  n <- rpois(1, background * days)
  generation <- data.frame(x = 0.5 + side * runif(n), y = 0.5 + side * runif(n), day = days * runif(n))
  all <- generation
  while (nrow(generation) > 0) {
    of <- rep(seq_len(nrow(generation)), rpois(nrow(generation), branching))
    n <- length(of)
    generation <- data.frame(x = generation$x[of] + rnorm(n, 0, sd), y = generation$y[of] + rnorm(n, 0, sd),
                             day = generation$day[of] + rexp(n, rate))
    generation <- generation[generation$day < days, ]
    all <- rbind(all, generation)
  }
  all <- all[order(all$day), ]
  cat("x_m,y_m,day\n")
  cat(sprintf("%.2f,%.2f,%.5f\n", 1000 * all$x, 1000 * all$y, all$day), sep = "")
}

fit <- function(xy, day, box, days) {
  suppressMessages({library(surveillance); library(sp)})
  ring <- cbind(box[c(1, 2, 2, 1, 1)], box[c(3, 3, 4, 4, 3)])[5:1, ]
  area <- SpatialPolygons(list(Polygons(list(Polygon(ring)), "1")))
  events <- SpatialPointsDataFrame(xy, data.frame(time = day, tile = "1", eps.t = 28, eps.s = 0.5))
  grid <- data.frame(start = 0, stop = days, tile = "1", area = (box[2] - box[1]) * (box[4] - box[3]), one = 1)
  prepared <- system.time(data <- as.epidataCS(events, grid, W = area))[["elapsed"]]
  took <- system.time(model <- twinstim(endemic = ~1, epidemic = ~1, siaf = siaf.gaussian(1, F.adaptive = FALSE),
    tiaf = tiaf.exponential(), data = data, start = c(e.siaf.1 = log(0.1), e.tiaf.1 = 0.2),
    optim.args = list(control = list(trace = 0, reltol = 1e-12)), model = FALSE, verbose = FALSE, cumCIF = FALSE))
  p <- coef(model)
  rate <- p[["e.tiaf.1"]]; sd <- exp(p[["e.siaf.1"]])
  branching <- exp(p[["e.(Intercept)"]]) * 2 * pi * sd^2 * (1 - exp(-0.25 / (2 * sd^2))) * (1 - exp(-28 * rate)) / rate
  background <- exp(p[["h.(Intercept)"]]) * grid$area * days
  cat(sprintf("events %d; background %.3f; branching %.5f; rate_per_day %.6f; sd_m %.3f; loglik %.4f; converged %s\n",
              length(day), background, branching, rate, 1000 * sd, as.numeric(logLik(model)), isTRUE(model$converged)))
  cat(sprintf("seconds %.2f to prepare, %.2f elapsed and %.2f of processor to fit\n",
              prepared, took[["elapsed"]], took[["user.self"]]))
}

if (args[1] == "simulate") simulate()
if (args[1] == "fit") {
  events <- read.csv(args[2])
  fit(cbind(events$x_m, events$y_m) / 1000, events$day, c(0, 5, 0, 5), 300)
}
if (args[1] == "peer") {
  events <- read.csv(args[2])
  set.seed(1)   # the peers' task jitters by half a metre and ten seconds: twinstim takes no ties
  day <- as.numeric(as.POSIXct(events$time, format = "%Y-%m-%dT%H:%M:%SZ", tz = "UTC")) / 86400
  day <- day - floor(min(day))
  o <- order(day)
  xy <- cbind(events$easting, events$northing)[o, ] / 1000 + matrix(runif(2 * length(day), -0.0005, 0.0005), ncol = 2)
  fit(xy, sort(day[o] + 1e-4 * runif(length(day))), c(540, 600, 180, 250), 366)
}
