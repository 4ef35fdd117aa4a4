using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CrashApp;

/// <summary>Orchestrations with a bit of everything: activities in a row and side by side, a timer, an event, a child that starts over.</summary>
internal static class Work
{
    public static void Register(DurableTaskRegistry registry, Journal ran) => registry
        .AddOrchestratorFunc<int, string>("Work", async (context, number) =>
        {
            var first = await context.CallActivityAsync<int>("Step", new Step("first", number));
            await context.CreateTimer(TimeSpan.FromMilliseconds(20 + (number % 50 * 10)), CancellationToken.None);
            var side = await Task.WhenAll(
                Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<int>("Step", new Step($"side{i}", number + i))));
            var child = await context.CallSubOrchestratorAsync<int>("Rounds", new Round(0, number));
            var answer = await context.WaitForExternalEvent<int>("answer");
            var last = await context.CallActivityAsync<int>("Step", new Step("last", answer));
            return $"{first} {side.Sum()} {child} {last}";
        })
        .AddOrchestratorFunc<Round, int>("Rounds", async (context, round) =>
        {
            var value = await context.CallActivityAsync<int>("Step", new Step($"round{round.Number}", round.Value));
            if (round.Number < 2)
            {
                context.ContinueAsNew(new Round(round.Number + 1, value));
            }

            return value;
        })
        .AddActivityFunc<Step, int>("Step", async (context, step) =>
        {
            ran.Write($"{context.InstanceId} {step.Label}");
            await Task.Delay(step.Value % 7);
            return step.Value + 1;
        });

    /// <summary>Starts what does not exist yet, gives every instance its answer, and waits until all have ended.</summary>
    public static async Task DriveAsync(DurableTaskClient client, int count, Journal promised)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (number, _) =>
        {
            var id = $"work-{number}";
            await StartAsync(client, id, number);
            promised.Write($"started {id}");

            // An event that was accepted is not raised again: were it lost, its instance would wait for ever.
            if (!promised.HadBefore($"answered {id}"))
            {
                await client.RaiseEventAsync(id, "answer", number * 10, CancellationToken.None);
                promised.Write($"answered {id}");
            }
        });
        await Task.WhenAll(Enumerable.Range(0, count).Select(number => client.WaitForInstanceCompletionAsync($"work-{number}")));
    }

    private static async Task StartAsync(DurableTaskClient client, string id, int number)
    {
        var options = new StartOrchestrationOptions(id).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync("Work", number, options);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // A life before this one has started it.
        }
    }

    internal sealed record Step(string Label, int Value);

    internal sealed record Round(int Number, int Value);
}
