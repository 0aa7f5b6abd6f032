"""Reference values of tests/it/agreement/hot_spots.rs: pip install esda==2.9.0 libpysal==4.14.1 pymannkendall==1.4.3"""
import warnings

import numpy as np
import pymannkendall
from esda.getisord import G_Local
from esda.moran import Moran_Local
from esda.smoothing import assuncao_rate
from libpysal.weights import DistanceBand

warnings.simplefilter("ignore")
points = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
w = DistanceBand(points, threshold=15)
y = np.array([2, 3, 3.2, 5, 8, 7])
print("Gi*", G_Local(y, w, transform="B", star=True).Zs.tolist())
moran = Moran_Local(y, w)
print("local Moran, its n - 1 for our n", (moran.Is * 6 / 5).tolist())
print("its z", ((moran.Is * 6 / 5 - moran.EIc) / np.sqrt(moran.VIc)).tolist())
e, b = np.array([3, 0, 5, 10, 2, 7]), np.array([100, 50, 200, 150, 80, 300])
print("rates", assuncao_rate(e, b).tolist())
# Raised by 10, which changes no z: esda divides by the sum of the values, and z change their sign where that is negative.
print("Gi* of rates", G_Local(assuncao_rate(e, b) + 10, w, transform="B", star=True).Zs.tolist())
for series in ([33, 29, 35, 31, 31, 40, 38, 33, 45, 41, 41, 52], [5.5, 4.1, 4.1, 3.9, 4.6, 3.2, 3.9, 2.8, 3.0, 2.8]):
    print(pymannkendall.original_test(series))
