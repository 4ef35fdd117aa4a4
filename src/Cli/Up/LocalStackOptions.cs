namespace VideoPipeline.Cli.Up;

/// <summary>How the local stack is to run; a port that is null is the usual one when free, otherwise any.</summary>
internal sealed record LocalStackOptions(
    string DataDirectory,
    double GenerationSeconds,
    int? Port = null,
    int? SimulatorPort = null,
    bool UsualPorts = true);
