from __future__ import annotations
from pathlib import Path
import numpy as np, cv2
def pictures(scene, footage):
    n = 50 if scene=="dark" else 300
    for i in range(n):
        p=np.full((1080,1920,3), 12 if scene=="dark" else 120, np.uint8)
        cv2.circle(p,(i*6,500),100,(20,60,90) if scene=="dark" else (0,200,255),-1)
        yield p
