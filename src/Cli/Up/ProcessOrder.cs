namespace VideoPipeline.Cli.Up;

internal sealed record ProcessOrder(
    string Name, string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, ChildSettings Settings);
