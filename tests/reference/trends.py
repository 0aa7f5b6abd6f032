"""Reference values of the trends by area and the recording changes: scipy, statsmodels, ruptures.

python -m pip install scipy==1.17.1 statsmodels==0.15.0 ruptures; python tests/reference/trends.py
"""

import numpy as np
import ruptures
import scipy
import statsmodels
import statsmodels.api as sm
from scipy.stats import binom, binomtest, chi2, t
from scipy.stats.contingency import odds_ratio

print("scipy", scipy.__version__, "statsmodels", statsmodels.__version__, "ruptures", ruptures.__version__)

for count, confidence in [(1, 0.95), (12, 0.95), (12, 0.8), (36_519, 0.95)]:
    tail = (1 - confidence) / 2
    print("poisson", count, confidence, chi2.ppf(tail, 2 * count) / 2, chi2.isf(tail, 2 * count + 2) / 2)

for k, n in [(0, 10), (3, 10), (10, 10), (540, 1200)]:
    test = binomtest(k, n)
    print("fraction", k, n, *test.proportion_ci(0.95, "exact"), *test.proportion_ci(0.95, "wilson"))

for a, exposure_a, b, exposure_b in [(15, 1, 8, 1), (40, 365, 22, 366), (0, 1, 5, 1), (7, 1, 0, 1), (60_391, 365, 41_365, 366)]:
    share = exposure_a / (exposure_a + exposure_b)
    interval = binomtest(a, a + b, share).proportion_ci(0.95, "exact")
    odds = [np.inf if p == 1 else p / (1 - p) * exposure_b / exposure_a for p in interval]
    p = min(1, 2 * min(binom.cdf(a, a + b, share), binom.sf(a - 1, a + b, share)))
    print("rate ratio", a, exposure_a, b, exposure_b, *odds, p)

for table in [[[15, 8], [300, 320]], [[0, 5], [300, 320]], [[5, 0], [300, 320]], [[420, 310], [30_000, 33_000]]]:
    print("odds ratio", table, *odds_ratio(np.array(table), kind="conditional").confidence_interval(0.95))

days = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31.0])
time = np.arange(12) / 12
for counts in [[12, 15, 9, 18, 22, 17, 25, 21, 30, 24, 28, 35], [12, 35, 9, 58, 22, 7, 25, 61, 30, 14, 28, 75]]:
    model = sm.GLM(np.array(counts), sm.add_constant(time), family=sm.families.Poisson(), offset=np.log(days))
    fit = model.fit(tol=1e-14)
    dispersion = max(1, fit.pearson_chi2 / 10)
    slope, error = fit.params[1], fit.bse[1] * dispersion**0.5
    reach = t.ppf(0.975, 10) * error
    p = 2 * t.sf(abs(slope) / error, 10)
    print("trend", *np.exp([slope, slope - reach, slope + reach]), p, dispersion)


class PoissonCost(ruptures.base.BaseCost):
    """The cost of a stretch that src/analysis/recording_changes/segments.rs documents."""

    model = "poisson"
    min_size = 3

    def __init__(self, dispersion):
        self.dispersion = dispersion

    def fit(self, signal):
        self.signal = np.asarray(signal, float).ravel()
        return self

    def error(self, start, end):
        total = self.signal[start:end].sum()
        return -2 / self.dispersion * (total * np.log(total / (end - start)) - total if total else 0)


essex = np.array([5236, 4368, 3753, 4065, 3045, 2775, 2616, 1568, 1709, 1679, 1761, 1764, 2180]
                 + [948, 935, 1204, 1246, 1425, 1422, 1595, 1424, 1157], float)
for dispersion, penalty in [(38.0, 12.4), (38.0, 3.0), (113.0, 12.4), (300.0, 12.4)]:
    algorithm = ruptures.Pelt(custom_cost=PoissonCost(dispersion), min_size=3, jump=1)
    print("segments", dispersion, penalty, algorithm.fit(essex.reshape(-1, 1)).predict(pen=penalty)[:-1])
