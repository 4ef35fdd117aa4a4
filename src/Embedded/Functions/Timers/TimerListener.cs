using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace VideoPipeline.Embedded.Functions.Timers;

/// <summary>
/// Runs one timer function when it is due, one run at a time. With a monitor, what fell due while the host was down is made
/// up for by one run at the start, as on Azure.
/// </summary>
internal sealed partial class TimerListener(
    FunctionDescriptor function,
    TimerTriggerAttribute trigger,
    NcrontabSchedule schedule,
    FunctionRunner runner,
    ScheduleStore store,
    TimeProvider time,
    ILoggerFactory loggers) : ITriggerListener
{
    private static readonly TimeSpan MonitoredFrom = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromHours(12);

    private readonly CancellationTokenSource stopping = new();
    private readonly ILogger logger = loggers.CreateLogger($"Function.{function.Name}");
    private Task loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        loop = LoopAsync(stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public ValueTask DisposeAsync()
    {
        stopping.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task LoopAsync(CancellationToken cancellationToken)
    {
        var monitored = IsMonitored();
        var status = monitored ? store.Read(function.Name) : null;
        var due = time.GetUtcNow();
        var isPastDue = status is not null && status.Next <= due.UtcDateTime;
        var runNow = trigger.RunOnStartup || isPastDue;
        try
        {
            while (true)
            {
                if (runNow)
                {
                    await RunAsync(new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = status }, cancellationToken);
                    status = Status(last: due);
                }
                else
                {
                    status = Status(last: status?.Last is { } last && last != default ? new DateTimeOffset(last) : null);
                }

                if (monitored)
                {
                    store.Write(function.Name, status);
                }

                due = new DateTimeOffset(status.Next);
                await WaitUntilAsync(due, cancellationToken);
                (runNow, isPastDue) = (true, false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private bool IsMonitored() =>
        trigger.UseMonitor && schedule.Next(time.GetUtcNow()) is { } first && schedule.Next(first) - first >= MonitoredFrom;

    private ScheduleStatus Status(DateTimeOffset? last)
    {
        var now = time.GetUtcNow();
        var next = schedule.Next(last > now ? last.Value : now) ?? DateTimeOffset.MaxValue;
        return new ScheduleStatus { Last = last?.UtcDateTime ?? default, LastUpdated = now.UtcDateTime, Next = next.UtcDateTime };
    }

    // In naps: timers have an upper limit, and a clock that was set is noticed.
    private async Task WaitUntilAsync(DateTimeOffset due, CancellationToken cancellationToken)
    {
        for (var rest = due - time.GetUtcNow(); rest > TimeSpan.Zero; rest = due - time.GetUtcNow())
        {
            // In whole milliseconds, up: a delay is cut to them, and one that is cut to none would not wait at all.
            var nap = Math.Ceiling((rest < LongestNap ? rest : LongestNap).TotalMilliseconds);
            await Task.Delay(TimeSpan.FromMilliseconds(nap), time, cancellationToken);
        }
    }

    private async Task RunAsync(TimerInfo info, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await runner.RunAsync(function, info, cancellationToken, retryCount: attempt);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogFailed(logger, function.Name, attempt + 1, exception);
                if (FunctionRetry.DelayAfter(function.Retry, attempt) is not { } delay)
                {
                    return;
                }

                await Task.Delay(delay, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(6002, LogLevel.Error, "Timer function {Function} failed (attempt {Attempt}).")]
    private static partial void LogFailed(ILogger logger, string function, int attempt, Exception exception);
}
