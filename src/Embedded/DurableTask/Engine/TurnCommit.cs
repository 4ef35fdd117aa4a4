using Microsoft.DurableTask.Client;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>What a turn writes, and what follows once that is on disk: activities start, timers run, others hear of it.</summary>
internal sealed class TurnCommit : StoreWork
{
    private readonly EngineCore _core;
    private readonly Instance _instance;
    private readonly DateTime _now;
    private readonly IReadOnlyList<Message> _mail;
    private readonly Outcome _outcome;
    private readonly string? _status;
    private readonly byte[]? _episode;
    private readonly InstanceRow? _row;
    private readonly Outbox _outbox;
    private bool _skipped;

    public TurnCommit(
        EngineCore core,
        Instance instance,
        DateTime now,
        IReadOnlyList<Message> mail,
        IReadOnlyList<ReceivedEvent> received,
        Outcome outcome)
    {
        _core = core;
        _instance = instance;
        _now = now;
        _mail = mail;
        _outcome = outcome;

        // A new generation shows its predecessor's status until its second turn, unless it has set one of its own.
        _status = outcome.CustomStatus ?? (!instance.IsStarted && instance.Generation > 0 ? instance.CustomStatus : null);
        if (outcome.Ending is not Ending.StartedOver)
        {
            var change = _status == instance.CustomStatus ? null : new StatusChange(_status);
            _episode = HistoryCodec.Encode(new Episode(now, received, outcome.Scheduled, change));
        }

        _row = outcome.Ending is null ? null : RowOf(outcome.Ending);
        _outbox = new Outbox(core, instance, now, outcome);
    }

    public override void Apply(StoreTables tables)
    {
        _skipped = _instance.IsReplaced;
        if (_skipped)
        {
            return;
        }

        foreach (var message in _mail)
        {
            if (message.Row != 0)
            {
                tables.Take(message.Row);
            }
        }

        if (_episode is not null)
        {
            tables.Append(_instance.Key, _episode);
        }

        if (_outcome.Ending is Ending.StartedOver)
        {
            tables.StartOver(_row!);
        }
        else if (_row is not null)
        {
            tables.Finish(_row);
            _instance.IsClosed = true;
        }

        _outbox.Write(tables);
    }

    public override void Committed()
    {
        try
        {
            if (_skipped)
            {
                _outbox.Withdraw(new OperationCanceledException("The caller has been replaced."));
            }
            else
            {
                Follow();
            }
        }
        finally
        {
            foreach (var message in _mail)
            {
                message.Taken?.TrySetResult();
            }

            _core.Work.End();
        }
    }

    public override void Lost(Exception reason)
    {
        _outbox.Withdraw(reason);
        foreach (var message in _mail)
        {
            message.Taken?.TrySetException(reason);
        }

        _core.Work.End();
    }

    private void Follow()
    {
        var generation = _instance.Generation;
        var wasStarted = _instance.IsStarted;
        UpdateStanding();
        if (_outcome.Ending is not null)
        {
            _core.DisarmTimers(_instance);
        }

        foreach (var scheduled in _outcome.Scheduled)
        {
            switch (scheduled)
            {
                // An instance that was ended from outside in this turn starts nothing more.
                case TaskScheduled task when _outcome.Ending is null:
                    _core.StartActivity(new ActivityCall(_instance, generation, task));
                    break;
                case TimerScheduled timer when _outcome.Ending is null && !_outcome.CancelledTimers.Contains(timer.Id):
                    _core.ArmTimer(_instance, timer);
                    break;
            }
        }

        CancelTimers();
        _outbox.Send();

        if (!wasStarted || _outcome.Ending is not null)
        {
            _core.Waiters.Signal(_instance.Id);
        }

        Release();
    }

    private void UpdateStanding()
    {
        lock (_instance.Gate)
        {
            _instance.UpdatedAt = _now;
            _instance.CustomStatus = _status;
            _instance.IsStarted = _outcome.Ending is not Ending.StartedOver;
            _instance.Input = null;
            _instance.Status = _outcome.IsSuspended ? OrchestrationRuntimeStatus.Suspended : OrchestrationRuntimeStatus.Running;
            if (_outcome.Ending is Ending.StartedOver)
            {
                _instance.Generation = _row!.Generation;
                _instance.Version = _row.Version;
                _instance.CreatedAt = _row.Created;
                _instance.Input = _row.Input;
                _instance.Execution = null;
            }
            else if (_row is not null)
            {
                _instance.Status = (OrchestrationRuntimeStatus)_row.Status;
                _instance.IsEnded = true;
                _instance.Execution = null;
            }
        }

        if (_instance.IsEnded)
        {
            _core.Directory.Remove(_instance);
        }
    }

    private void CancelTimers()
    {
        foreach (var id in _outcome.CancelledTimers)
        {
            lock (_instance.Gate)
            {
                if (_instance.Timers.Remove(id, out var timer))
                {
                    _core.Timers.Cancel(timer);
                }
            }
        }
    }

    /// <summary>The turn is over: the next one, if anything has come meanwhile, or rest.</summary>
    private void Release()
    {
        IReadOnlyList<Message> tooLate = [];
        if (_instance.IsEnded)
        {
            _core.Cache.Forget(_instance);
        }
        else if (_core.Options.MaxCachedInstances > 0)
        {
            _core.Cache.Touch(_instance);
        }

        lock (_instance.Gate)
        {
            if (_core.Options.MaxCachedInstances == 0)
            {
                _instance.Execution = null;
            }

            if (_instance.IsEnded)
            {
                tooLate = _instance.TakeInbox();
            }
            else
            {
                _instance.IsBusy = false;
                if (_instance.HasMail || !_instance.IsStarted)
                {
                    _core.WakeUp(_instance);
                }
            }
        }

        foreach (var message in tooLate)
        {
            message.Taken?.TrySetResult();
        }
    }

    private InstanceRow RowOf(Ending ending)
    {
        var row = new InstanceRow(
            _instance.Key, _instance.Id, _instance.Name, _instance.Version, _instance.Generation, InstanceRow.Active,
            _instance.CreatedAt, _now, null, null, null, _status, null, null, null);
        return ending switch
        {
            Ending.Completed completed => row with { Status = (int)OrchestrationRuntimeStatus.Completed, Output = completed.Output },
            Ending.Failed failed => row with
            {
                Status = (int)OrchestrationRuntimeStatus.Failed,
                Output = failed.Output,
                Failure = failed.Details,
            },
            Ending.Stopped stopped => row with { Status = (int)OrchestrationRuntimeStatus.Terminated, Output = stopped.Output },
            Ending.StartedOver again => row with
            {
                Generation = _instance.Generation + 1,
                Version = again.Version ?? _instance.Version,
                Created = _now,
                Input = again.Input,
            },
            _ => throw new InvalidOperationException($"{ending.GetType()} is no ending."),
        };
    }
}
