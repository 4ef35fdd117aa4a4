using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Gives an instance its turn: everything in its inbox, at once, to its code; then what came of it, to the writer.</summary>
internal sealed partial class TurnRunner(EngineCore core)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public Task RunAsync(Instance instance)
    {
        IReadOnlyList<Message> mail;
        lock (instance.Gate)
        {
            mail = instance.TakeInbox();
        }

        try
        {
            Run(instance, mail);
        }
        catch (Exception failure)
        {
            TryLater(instance, mail, failure);
        }
        finally
        {
            core.Work.End();
        }

        return Task.CompletedTask;
    }

    private void Run(Instance instance, IReadOnlyList<Message> mail)
    {
        var received = new List<ReceivedEvent>(mail.Count);
        foreach (var message in mail)
        {
            if (message.Generation is Message.AnyGeneration || message.Generation == instance.Generation)
            {
                received.Add(message.Event);
            }
        }

        var now = core.UtcNow;
        var versionCheck = VersionCheck.For(core.Options.Versioning, instance.Version);
        if (versionCheck.LeaveToOthers)
        {
            PutBack(instance, mail);
            return;
        }

        var outcome = versionCheck.Failure is { } failure
            ? new Outcome([], [], null, false, failure)
            : Play(instance, now, received);
        core.Commit(new TurnCommit(core, instance, now, mail, received, outcome));
    }

    private Outcome Play(Instance instance, DateTime now, IReadOnlyList<ReceivedEvent> received)
    {
        if (instance.IsDeferred && received.OfType<Terminated>().FirstOrDefault() is { } terminated)
        {
            return new Outcome([], [], null, false, new Ending.Stopped(terminated.Output));
        }

        IReadOnlyList<Episode> past = [];
        if (instance.Execution is null)
        {
            var input = instance.IsStarted ? core.Reader.Find(instance.Key)?.Input : instance.Input;
            past = instance.IsStarted ? core.Reader.History(instance.Key) : [];
            var identity = new ExecutionIdentity(instance.Id, instance.Name, instance.Version, instance.ParentInstance, input);
            if (CreateOrchestrator(instance, out var ending) is not { } orchestrator)
            {
                return new Outcome([], [], null, false, ending);
            }

            instance.Execution = new OrchestrationExecution(identity, orchestrator, core.Executions);
        }

        return instance.Execution.Run(past, now, received);
    }

    private ITaskOrchestrator? CreateOrchestrator(Instance instance, out Ending? ending)
    {
        try
        {
            var found = core.Registry.TryCreateOrchestrator(instance.Name, instance.Version, core.Services, out var orchestrator);
            ending = found ? null : NotFound(instance.Name);
            return orchestrator;
        }
        catch (Exception failure)
        {
            ending = new Ending.Failed(null, TaskFailureDetails.FromException(failure));
            return null;
        }
    }

    /// <summary>The store could not be read, or something like it: nothing has happened yet, so the turn comes again.</summary>
    private void TryLater(Instance instance, IReadOnlyList<Message> mail, Exception failure)
    {
        if (core.Death is { } death)
        {
            foreach (var message in mail)
            {
                message.Taken?.TrySetException(death);
            }

            return;
        }

        LogFailure(core.Logger, instance.Id, failure);
        lock (instance.Gate)
        {
            instance.Execution = null;
            instance.ReturnToInbox(mail);
        }

        core.Timers.Add(core.UtcNow + RetryDelay, () =>
        {
            lock (instance.Gate)
            {
                instance.IsBusy = false;
                core.WakeUp(instance);
            }
        });
    }

    [LoggerMessage(3112, LogLevel.Error, "A turn of {InstanceId} could not be run and is tried again")]
    private static partial void LogFailure(ILogger logger, string instanceId, Exception failure);

    private Ending.Failed NotFound(string name)
    {
        if (core.Options.FunctionsHost)
        {
            return new Ending.Failed(
                $"The function '{name}' doesn't exist, is disabled, or is not an orchestrator function.", null);
        }

        var message = $"No orchestrator task named '{name}' was found.";
        return new Ending.Failed(
            null,
            new TaskFailureDetails("OrchestratorTaskNotFound", message, null, null, new Dictionary<string, object?>()),
            NonRetriable: true);
    }

    private static void PutBack(Instance instance, IReadOnlyList<Message> mail)
    {
        lock (instance.Gate)
        {
            instance.ReturnToInbox([.. mail.Select(message => message with { Taken = null })]);
            instance.IsBusy = false;
        }

        foreach (var message in mail)
        {
            message.Taken?.TrySetResult();
        }
    }
}
