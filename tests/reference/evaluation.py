"""Reference values of the scores of a forecast: pycsep, scipy, scikit-learn, arch.

python -m pip install pycsep==0.8.0 scipy==1.17.1 scikit-learn arch; python tests/reference/evaluation.py
"""

import numpy as np
import scipy
import sklearn
from arch import __version__ as arch_version
from arch.bootstrap import CircularBlockBootstrap
from csep import __version__ as csep_version
from csep.core.poisson_evaluations import _number_test_ndarray, _poisson_likelihood_test, _t_test_ndarray
from scipy.stats import poisson
from sklearn.metrics import brier_score_loss, mean_poisson_deviance

print("pycsep", csep_version, "scipy", scipy.__version__, "scikit-learn", sklearn.__version__, "arch", arch_version)

risk = np.array([0.5, 2.0, 0.0, 0.1, 1.4])
counts = np.array([0, 3, 1, 0, 1])
rates = 0.99 * risk + 0.01 * risk.sum() / len(risk)
print("log-likelihood", poisson.logpmf(counts, rates).sum())
print("deviance", mean_poisson_deviance(counts, rates))
print("Brier", brier_score_loss(counts > 0, 1 - np.exp(-risk)))

for expected, observed in [(4.0, 7), (4.0, 0), (310.5, 280), (15_000.0, 15_299)]:
    print("N test", expected, observed, *_number_test_ndarray(expected, observed))

rates = np.array([0.5, 2.0, 0.05, 0.1, 1.4, 3.0])
for counts in [[0, 3, 1, 0, 1, 2], [1, 2, 0, 0, 1, 3], [0, 0, 0, 2, 3, 1]]:
    for name, options in [("L", dict(use_observed_counts=False)), ("S", dict(use_observed_counts=True, normalize_likelihood=True))]:
        quantile, observed, _ = _poisson_likelihood_test(rates, np.array(counts), num_simulations=400_000, seed=1, **options)
        print(name, "test", counts, quantile, observed)

# Seven incidents in the cells 1, 1, 1, 2, 4, 5, 5 under two forecasts.
other = np.array([1.0, 1.5, 0.4, 0.2, 1.0, 2.2])
at = [1, 1, 1, 2, 4, 5, 5]
print("T test", _t_test_ndarray(rates[at], other[at], len(at), rates.sum(), other.sum()))

ours = np.array([8.1, 7.4, 9.3, 6.8, 8.8, 10.2, 7.7, 6.1, 9.0, 8.4, 7.9, 8.6])
theirs = np.array([7.9, 7.6, 8.1, 6.9, 8.0, 9.1, 7.8, 6.4, 8.2, 8.0, 7.1, 8.3])
blocks = CircularBlockBootstrap(3, ours, theirs, seed=1)
mean = blocks.conf_int(lambda ours, theirs: ours.mean(), 200_000, method="percentile")
blocks = CircularBlockBootstrap(3, ours, theirs, seed=1)
ratio = blocks.conf_int(lambda ours, theirs: ours.mean() / theirs.mean(), 200_000, method="percentile")
print("mean", *mean.ravel(), "ratio", *ratio.ravel())
