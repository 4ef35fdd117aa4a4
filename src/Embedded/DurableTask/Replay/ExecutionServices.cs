using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.DurableTask.Replay;

/// <summary>What all executions of an engine share.</summary>
internal sealed record ExecutionServices(
    DataConverter Converter,
    ILoggerFactory LoggerFactory,
    TimeSpan MaximumTimerInterval,
    string DefaultVersion,
    bool FunctionsHost,
    ILogger Logger);
