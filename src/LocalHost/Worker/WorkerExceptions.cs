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
