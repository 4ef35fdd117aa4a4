using Microsoft.DurableTask;
using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>Gives an instance its turn: everything in its inbox, at once, to its code; then what came of it, to the writer.</summary>
internal sealed class TurnRunner(EngineCore core)
{
    public Task RunAsync(Instance instance)
    {
        try
        {
            Run(instance);
        }
        finally
        {
            core.Work.End();
        }

        return Task.CompletedTask;
    }

    private void Run(Instance instance)
    {
        IReadOnlyList<Message> mail;
        lock (instance.Gate)
        {
            mail = instance.TakeInbox();
        }

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
            if (!core.Registry.TryCreateOrchestrator(instance.Name, instance.Version, core.Services, out var orchestrator))
            {
                return new Outcome([], [], null, false, NotFound(instance.Name));
            }

            instance.Execution = new OrchestrationExecution(identity, orchestrator, core.Executions);
        }

        return instance.Execution.Run(past, now, received);
    }

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
            foreach (var message in mail)
            {
                instance.Receive(message with { Taken = null });
                message.Taken?.TrySetResult();
            }

            instance.IsBusy = false;
        }
    }
}
