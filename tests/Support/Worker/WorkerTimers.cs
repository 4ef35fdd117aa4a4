using NCrontab;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>The timer functions of one life, by the hub's clock.</summary>
internal sealed class WorkerTimers : IDisposable
{
    private readonly List<ITimer> _timers = [];
    private readonly InProcessWorker _worker;

    public WorkerTimers(InProcessWorker worker)
    {
        _worker = worker;
        foreach (var function in worker.Functions)
        {
            if (function.Binding("timerTrigger") is { } binding)
            {
                Begin(function, CrontabSchedule.Parse(
                    WorkerFunction.Text(binding, "schedule"), new CrontabSchedule.ParseOptions { IncludingSeconds = true }));
            }
        }
    }

    public void Dispose() => _timers.ForEach(timer => timer.Dispose());

    private void Begin(WorkerFunction function, CrontabSchedule schedule)
    {
        ITimer? timer = null;
        timer = _worker.Hub.Time.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timers.Add(timer);
        Set();

        void Set()
        {
            var now = _worker.Hub.Time.GetUtcNow().UtcDateTime;
            timer!.Change(schedule.GetNextOccurrence(now) - now, Timeout.InfiniteTimeSpan);
        }

        void Fire()
        {
            var request = function.Request(
                "timerTrigger", new TypedData { Json = """{"Schedule":{"AdjustForDST":true},"ScheduleStatus":null,"IsPastDue":false}""" }, _worker.ClientBinding);
            _worker.Life!.Run(async () =>
            {
                await _worker.Channel.InvokeAsync(function.Name, request);
                Set();
            });
        }
    }
}
