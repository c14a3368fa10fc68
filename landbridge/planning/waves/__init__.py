"""Waves: orders with due times for several pickers."""

from landbridge.planning.waves.check import check_plan
from landbridge.planning.waves.planner import plan_wave
from landbridge.planning.waves.problem import Picker, Trip, WaveOrder, WavePlan, WaveProblem

__all__ = ["Picker", "Trip", "WaveOrder", "WavePlan", "WaveProblem", "check_plan", "plan_wave"]
