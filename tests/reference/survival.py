"""Kaplan-Meier with statsmodels on the remission times of Freireich et al. (1963): risk and log-log interval at 7, 10, 16 and 23.

python tests/reference/survival.py
"""
import numpy as np
import statsmodels
from scipy.stats import norm
from statsmodels.duration.survfunc import SurvfuncRight

ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
fitted = SurvfuncRight(np.array(ended + censored, float), np.array([1] * len(ended) + [0] * len(censored)))
print(statsmodels.__version__)
for at in (7, 10, 16, 23):
    i = np.searchsorted(fitted.surv_times, at, side="right") - 1
    s, se = fitted.surv_prob[i], fitted.surv_prob_se[i]
    spread = norm.ppf(0.975) * se / s / abs(np.log(s))
    print(at, float(1 - s), float(1 - s ** np.exp(-spread)), float(1 - s ** np.exp(spread)))
