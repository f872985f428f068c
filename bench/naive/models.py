from typing import ClassVar

from django.db import models


class Device(models.Model):
    name = models.CharField(max_length=200, unique=True)

    objects: ClassVar[models.Manager["Device"]] = models.Manager()

    class Meta:
        app_label = "naive"

    def __str__(self) -> str:
        return self.name


class Sample(models.Model):
    device = models.ForeignKey(Device, on_delete=models.CASCADE)
    taken_at = models.DateTimeField()
    value = models.FloatField()

    objects: ClassVar[models.Manager["Sample"]] = models.Manager()

    class Meta:
        app_label = "naive"
        indexes = [models.Index(fields=["device", "taken_at"], name="sample_device_taken_at")]

    def __str__(self) -> str:
        return f"{self.taken_at}: {self.value}"
