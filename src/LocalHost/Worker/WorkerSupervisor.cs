using Microsoft.Extensions.Logging;
using VideoPipeline.LocalHost.Hosting;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.LocalHost.Worker;

/// <summary>Keeps one worker running: one that ends is started again, at once the first time and more slowly while it keeps ending.</summary>
internal sealed partial class WorkerSupervisor(
    HostSettings settings, Uri rpc, WorkerChannels channels, ILoggerFactory loggers) : IAsyncDisposable
{
    private const int FirstStarts = 3;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_healthyAfter = TimeSpan.FromMinutes(1);

    private readonly ILogger logger = loggers.CreateLogger("Host.Worker");
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private volatile TaskCompletionSource<WorkerProcess> current = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task keeping = Task.CompletedTask;

    /// <summary>Starts the first worker; the app does not load when this throws.</summary>
    public async Task<IReadOnlyList<FunctionMetadata>> StartAsync(CancellationToken cancellationToken)
    {
        LeftWorker.End(settings.DataDirectory);
        var first = await StartFirstAsync(cancellationToken);
        current.SetResult(first);
        keeping = KeepAsync(first);
        return first.Functions;
    }

    /// <summary>The worker that runs, or the next one.</summary>
    public async Task<WorkerProcess> WorkerAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = await current.Task.WaitAsync(cancellationToken);
            if (!worker.HasEnded)
            {
                return worker;
            }

            // It has hung up or gone, and the next one is on its way.
            Forget(worker);
        }
    }

    /// <summary>Ends the running worker, so that a fresh one takes its place.</summary>
    public void Recycle()
    {
        lock (gate)
        {
            if (current.Task.IsCompletedSuccessfully)
            {
                current.Task.Result.Kill();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await keeping;
        if (current.Task.IsCompletedSuccessfully)
        {
            await current.Task.Result.EndAsync();
        }

        stopping.Dispose();
    }

    // A worker that somebody killed says nothing of the app: only one that ends by itself does.
    private async Task<WorkerProcess> StartFirstAsync(CancellationToken cancellationToken)
    {
        for (var start = 1; ; start++)
        {
            try
            {
                return await StartOneAsync(cancellationToken);
            }
            catch (WorkerEndedEarlyException exception) when (exception.ByASignal && start < FirstStarts)
            {
                LogEnded(exception.ExitCode, s_firstPause.TotalSeconds);
                await Task.Delay(s_firstPause, cancellationToken);
            }
        }
    }

    private async Task KeepAsync(WorkerProcess worker)
    {
        var pause = s_firstPause;
        try
        {
            while (true)
            {
                var since = TimeProvider.System.GetTimestamp();
                var exitCode = await worker.Ended.WaitAsync(stopping.Token);
                pause = TimeProvider.System.GetElapsedTime(since) > s_healthyAfter ? s_firstPause : pause;
                Forget(worker);
                worker = await AgainAsync(exitCode, pause);
                pause = Longer(pause);
                current.SetResult(worker);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Forget(WorkerProcess worker)
    {
        lock (gate)
        {
            if (current.Task.IsCompletedSuccessfully && current.Task.Result == worker)
            {
                current = new TaskCompletionSource<WorkerProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private async Task<WorkerProcess> AgainAsync(int exitCode, TimeSpan pause)
    {
        while (true)
        {
            LogEnded(exitCode, pause.TotalSeconds);
            await Task.Delay(pause, stopping.Token);
            try
            {
                var worker = await StartOneAsync(stopping.Token);
                LogReady(worker.Id);
                return worker;
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogStartFailed(exception);
                pause = Longer(pause);
            }
        }
    }

    private Task<WorkerProcess> StartOneAsync(CancellationToken cancellationToken) =>
        WorkerProcess.StartAsync(settings, rpc, channels, WriteLog, WriteOutput, cancellationToken);

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < s_longestPause ? pause * 2 : s_longestPause;

    private void WriteLog(RpcLog log) =>
        loggers.CreateLogger(log.Category is { Length: > 0 } category ? category : "Worker").Log(
            (LogLevel)(int)log.Level, 0, log, null, static (entry, _) =>
                entry.Exception is { } exception ? $"{entry.Message} {exception.Message} {exception.StackTrace}" : entry.Message);

    private void WriteOutput(string line) => LogOutput(line);

    [LoggerMessage(7001, LogLevel.Warning, "The worker ended ({ExitCode}); starting it again in {Seconds} s.")]
    private partial void LogEnded(int exitCode, double seconds);

    [LoggerMessage(7002, LogLevel.Information, "worker ready (process {Id})")]
    private partial void LogReady(int id);

    [LoggerMessage(7003, LogLevel.Error, "The worker did not start.")]
    private partial void LogStartFailed(Exception exception);

    [LoggerMessage(7004, LogLevel.Information, "{Line}")]
    private partial void LogOutput(string line);
}
