namespace VideoPipeline.Functions.Tests.Telemetry;

/// <summary>For tests that listen to the whole process: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "listens to the process";
}
