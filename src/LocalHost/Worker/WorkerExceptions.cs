using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>A function failed. The durable extension reads type, message and stack out of this very text form.</summary>
internal sealed class FunctionFailedException(StatusResult result) : Exception(
    $"Result: {result.Status}\nException: {result.Exception?.Message}\nStack: {result.Exception?.StackTrace}");

/// <summary>
/// The worker ended with the invocation open. By "WorkerProcessExitException" in the name the durable extension knows that an
/// orchestrator's turn only has to be tried again.
/// </summary>
internal sealed class WorkerProcessExitException() : Exception(
    "Result: Failure\nException: The worker process ended before the function did.\nStack: ");

/// <summary>The worker ended before it was ready. Whether it is to blame or was killed by somebody, its exit code tells.</summary>
internal sealed class WorkerEndedEarlyException(int exitCode) : Exception($"its worker ended before it was ready (exit code {exitCode}).")
{
    // 128 and the number of the signal, as shells count.
    private const int Killed = 128 + 9;
    private const int AskedToEnd = 128 + 15;

    public int ExitCode => exitCode;

    public bool ByASignal => exitCode is Killed or AskedToEnd;
}
