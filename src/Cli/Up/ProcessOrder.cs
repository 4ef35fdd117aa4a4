namespace VideoPipeline.Cli.Up;

/// <param name="GoOnWithLog">The log of its last life is kept; otherwise it begins anew.</param>
internal sealed record ProcessOrder(
    string Name, string Program, IReadOnlyList<string> Arguments, string WorkingDirectory, ChildSettings Settings, bool GoOnWithLog = false);
