"""Settings of the installation."""

from checks import check, equal, run
from connection import connect
from metadata.generated.schema.configuration.profilerConfiguration import (
    MetricConfigurationDefinition,
    ProfilerConfiguration,
)
from metadata.generated.schema.settings.settings import Settings, SettingType


@check("keeps how to profile")
def profiler(catalog):
    wanted = ProfilerConfiguration(metricConfiguration=[MetricConfigurationDefinition(dataType="INT", disabled=True)])
    catalog.create_or_update_settings(Settings(config_type=SettingType.profilerConfiguration, config_value=wanted))
    read = catalog.get_profiler_config_settings()
    equal([each.dataType.value for each in read.config_value.metricConfiguration], ["INT"])
    equal(catalog.get_settings_by_name(SettingType.profilerConfiguration).config_type, SettingType.profilerConfiguration)


run(connect)
