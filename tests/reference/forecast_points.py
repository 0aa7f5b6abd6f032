"""Densities by scipy and shrunk counts by plain sums in numpy, on cells of 100 m in a line.

python tests/reference/forecast_points.py
"""
import numpy as np
import scipy
from scipy.stats import multivariate_normal

print("numpy", np.__version__, "scipy", scipy.__version__)

# Density: 40 incidents, bandwidth 150 m, 100 days, a week ahead; the mean over a cell adds its variance.
x = np.array([i * i % 9 for i in range(40)]) * 100.0 + 50
kernel = multivariate_normal([0, 0], (150.0**2 + 100.0**2 / 12) * np.eye(2))
for cell in (0, 4, 8):
    apart = np.stack([x - (100.0 * cell + 50), np.zeros(40)], 1)
    print("density", cell, kernel.pdf(apart).sum() * 1e4 * 7 / 100)

# Shrunk count: 60 incidents, half-life 60 days, neighbourhood of 2 cells, 12 cells, 100 days, a week ahead.
i = np.arange(60)
cell, age = i * i % 12, 1 + 1.5 * i
y = np.zeros(12)
np.add.at(y, cell, 2.0 ** (-age / 60))
span = lambda half: half / np.log(2) * (1 - 2.0 ** (-100 / half))
noise = span(30) / span(60)
apart = np.subtract.outer(np.arange(12), np.arange(12)) * 100.0
near = np.exp(-apart**2 / (2 * 200.0**2))
own = 0.9 / near.sum(1)
mean = 0.1 * y.mean() + 0.9 * near @ y / near.sum(1)
shape = (mean**2).sum() / (((y - mean) / (1 - own)) ** 2 - noise * mean).sum()
kept = mean / (mean + shape * noise)
risk = 7 / span(60) * (mean + kept * (y - mean))
print("shape", shape)
for c in (0, 1, 4):
    print("shrunk", c, risk[c])
