from django.apps import AppConfig


class TrialConfig(AppConfig):
    """Registers the trial kinds in a background process."""

    name = "tests.messaging"
    label = "trial"

    def ready(self) -> None:
        from tests.messaging import trial

        trial.register()
