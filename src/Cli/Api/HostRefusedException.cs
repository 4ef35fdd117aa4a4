namespace VideoPipeline.Cli.Api;

internal sealed class HostRefusedException(Problem problem) : Exception(problem.Title)
{
    public Problem Problem => problem;
}
