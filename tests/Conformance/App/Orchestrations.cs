using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace ConformanceApp;

public sealed record Call(string Name, string? Id = null, string? Input = null, bool Catch = false);

/// <summary>Small orchestrators, each for one thing that a hub does.</summary>
public static class Orchestrations
{
    [Function(nameof(Echo))]
    public static Task<string?> Echo([OrchestrationTrigger] TaskOrchestrationContext context, string? input) => Task.FromResult(input);

    [Function(nameof(Version))]
    public static Task<string> Version([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(context.Version);

    [Function(nameof(Shapes))]
    public static async Task<Shape> Shapes([OrchestrationTrigger] TaskOrchestrationContext context, Shape input)
    {
        context.SetCustomStatus(input);
        return await context.CallActivityAsync<Shape>(nameof(Activities.Shape), input);
    }

    [Function(nameof(Texts))]
    public static async Task<string?[]> Texts([OrchestrationTrigger] TaskOrchestrationContext context, string?[] input)
    {
        var said = new List<string?>();
        foreach (var text in input)
        {
            said.Add(await context.CallActivityAsync<string?>(nameof(Activities.Same), text));
        }

        return [.. said];
    }

    [Function(nameof(Chain))]
    public static async Task<int> Chain([OrchestrationTrigger] TaskOrchestrationContext context, int input)
    {
        var number = 0;
        while (number < input)
        {
            number = await context.CallActivityAsync<int>(nameof(Activities.Increment), number);
        }

        return number;
    }

    [Function(nameof(FanOut))]
    public static async Task<int[]> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int input) =>
        await Task.WhenAll(Enumerable.Range(0, input).Select(number => context.CallActivityAsync<int>(nameof(Activities.Increment), number)));

    [Function(nameof(Ids))]
    public static async Task<bool> Ids([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = context.NewGuid();
        context.SetCustomStatus(first.ToString());
        await context.CallActivityAsync<int>(nameof(Activities.Increment), 1);
        return first != context.NewGuid();
    }

    [Function(nameof(Fails))]
    public static Task<string> Fails([OrchestrationTrigger] TaskOrchestrationContext context, string input) =>
        throw new InvalidOperationException(input, new TimeoutException("inner"));

    /// <summary>Calls an activity or an orchestrator and, if it is told so, tells how that failed.</summary>
    [Function(nameof(CallActivity))]
    public static async Task<string?> CallActivity([OrchestrationTrigger] TaskOrchestrationContext context, Call input)
    {
        try
        {
            return await context.CallActivityAsync<string?>(input.Name, input.Input);
        }
        catch (TaskFailedException e) when (input.Catch)
        {
            return Describe(e.FailureDetails);
        }
    }

    [Function(nameof(CallChild))]
    public static async Task<string?> CallChild([OrchestrationTrigger] TaskOrchestrationContext context, Call input)
    {
        try
        {
            return await context.CallSubOrchestratorAsync<string?>(
                input.Name, input.Input, input.Id is null ? null : new SubOrchestrationOptions { InstanceId = input.Id });
        }
        catch (TaskFailedException e) when (input.Catch)
        {
            return Describe(e.FailureDetails);
        }
    }

    [Function(nameof(Retry))]
    public static Task<int> Retry([OrchestrationTrigger] TaskOrchestrationContext context, int input) => context.CallActivityAsync<int>(
        nameof(Activities.Flaky), input, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(50), 2)));

    [Function(nameof(RetryByHand))]
    public static Task<int> RetryByHand([OrchestrationTrigger] TaskOrchestrationContext context, int input) => context.CallActivityAsync<int>(
        nameof(Activities.Flaky), input, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 2 && retry.LastFailure.IsCausedBy<TimeoutException>()));

    [Function(nameof(RetryChild))]
    public static Task<int> RetryChild([OrchestrationTrigger] TaskOrchestrationContext context, int input) => context.CallSubOrchestratorAsync<int>(
        nameof(FlakyOnce),
        input,
        new SubOrchestrationOptions(TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(50))), $"{context.InstanceId}-child"));

    [Function(nameof(FlakyOnce))]
    public static Task<int> FlakyOnce([OrchestrationTrigger] TaskOrchestrationContext context, int input) =>
        context.CallActivityAsync<int>(nameof(Activities.Flaky), input);

    [Function(nameof(DieAndTryAgain))]
    public static Task<string> DieAndTryAgain([OrchestrationTrigger] TaskOrchestrationContext context, string input) => context.CallActivityAsync<string>(
        nameof(Activities.Die), input, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(200))));

    private static string Describe(TaskFailureDetails? failure) => failure is null
        ? "none"
        : $"{failure.ErrorType}|{failure.ErrorMessage}{(failure.InnerFailure is { } inner ? $" <- {Describe(inner)}" : "")}"
            + (failure.Properties is { Count: > 0 } properties
                ? " " + string.Join(',', properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => property.Key)) : "");
}
