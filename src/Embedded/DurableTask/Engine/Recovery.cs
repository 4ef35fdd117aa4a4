using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>
/// Takes up where the last process stopped: what the histories of unfinished instances show as open is started again.
/// No orchestrator runs for that; an instance is replayed when something happens to it.
/// </summary>
internal sealed class Recovery(EngineCore core, SqliteConnection connection)
{
    private readonly List<(Instance Instance, TaskScheduled Task)> _activities = [];
    private readonly List<(Instance Instance, TimerScheduled Timer)> _timers = [];

    public void Run()
    {
        core.Number(
            StoreTables.LastOf(connection, "SELECT max(key) FROM dt_instances"),
            StoreTables.LastOf(connection, "SELECT max(seq) FROM dt_inbox"));
        ReadInstances();
        ReadInbox();
    }

    /// <summary>Starts what was found, once the engine is ready to run it.</summary>
    public void Resume()
    {
        foreach (var (instance, task) in _activities)
        {
            core.StartActivity(new ActivityCall(instance, instance.Generation, task));
        }

        foreach (var (instance, timer) in _timers)
        {
            core.ArmTimer(instance, timer);
        }

        foreach (var instance in core.Directory.All)
        {
            if (!instance.IsStarted)
            {
                core.Begin(instance);
                continue;
            }

            lock (instance.Gate)
            {
                instance.IsBusy = false;
                if (instance.HasMail)
                {
                    core.WakeUp(instance);
                }
            }
        }
    }

    private void ReadInstances()
    {
        using var active = connection.Prepare(
            $"SELECT {InstanceReading.Columns} FROM dt_instances WHERE status = {InstanceRow.Active} ORDER BY key");
        using var history = connection.Prepare("SELECT episode FROM dt_history WHERE instance = ? ORDER BY seq");
        while (active.Step())
        {
            var instance = new Instance(active.ReadInstance());
            instance.Creation.TrySetResult();
            core.Directory.TryAdd(instance);

            history.Bind(1, instance.Key);
            var open = new OpenWork();
            while (history.Step())
            {
                open.Read(HistoryCodec.DecodeEpisode(history.Blob(0)), instance);
            }

            history.Reset();
            _activities.AddRange(open.Activities.Values.Select(task => (instance, task)));
            _timers.AddRange(open.Timers.Values.Select(timer => (instance, timer)));
        }
    }

    private void ReadInbox()
    {
        using var inbox = connection.Prepare("SELECT seq, instance, generation, event FROM dt_inbox ORDER BY seq");
        while (inbox.Step())
        {
            if (core.Directory.TryGet(inbox.Long(1), out var instance))
            {
                instance.Receive(new Message(HistoryCodec.DecodeReceived(inbox.Blob(3)), (int)inbox.Long(2), inbox.Long(0), null));
            }
        }
    }

    private sealed class OpenWork
    {
        public Dictionary<int, TaskScheduled> Activities { get; } = [];

        public Dictionary<int, TimerScheduled> Timers { get; } = [];

        public void Read(Episode episode, Instance instance)
        {
            instance.IsStarted = true;
            instance.Input = null;
            instance.UpdatedAt = episode.Timestamp;
            if (instance.Status == OrchestrationRuntimeStatus.Pending)
            {
                instance.Status = OrchestrationRuntimeStatus.Running;
            }

            if (episode.Status is { } status)
            {
                instance.CustomStatus = status.Value;
            }

            foreach (var received in episode.Received)
            {
                Close(received, instance);
            }

            foreach (var scheduled in episode.Scheduled)
            {
                switch (scheduled)
                {
                    case TaskScheduled task:
                        Activities[task.Id] = task;
                        break;
                    case TimerScheduled timer:
                        Timers[timer.Id] = timer;
                        break;
                }
            }
        }

        private void Close(ReceivedEvent received, Instance instance)
        {
            switch (received)
            {
                case TaskCompleted done:
                    Activities.Remove(done.TaskId);
                    break;
                case TaskFailed failed:
                    Activities.Remove(failed.TaskId);
                    break;
                case TimerFired fired:
                    Timers.Remove(fired.TimerId);
                    break;
                case Suspended:
                    instance.Status = OrchestrationRuntimeStatus.Suspended;
                    break;
                case Resumed:
                    instance.Status = OrchestrationRuntimeStatus.Running;
                    break;
            }
        }
    }
}
