using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class RetryTests
{
    private readonly List<DateTime> _attempts = [];
    private VirtualTime? _time;

    [Fact]
    public void Policy_needs_an_attempt() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(0, TimeSpan.FromSeconds(1)));

    [Fact]
    public void Policy_needs_a_first_interval() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.Zero));

    [Fact]
    public void Policy_needs_a_coefficient_of_one_or_more() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(1, TimeSpan.FromSeconds(1), 0.9));

    [Fact]
    public void Policy_needs_a_maximum_no_shorter_than_the_first_interval() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new RetryPolicy(1, TimeSpan.FromSeconds(2), maxRetryInterval: TimeSpan.FromSeconds(1)));

    [Fact]
    public void Policy_needs_a_timeout_no_shorter_than_the_first_interval() =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new RetryPolicy(1, TimeSpan.FromSeconds(2), retryTimeout: TimeSpan.FromSeconds(1)));

    [Fact]
    public void Policy_defaults_are_one_hour_and_no_timeout()
    {
        var policy = new RetryPolicy(1, TimeSpan.FromSeconds(1));

        Assert.Equal((1.0, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan), (policy.BackoffCoefficient, policy.MaxRetryInterval, policy.RetryTimeout));
    }

    [Theory, BothMemories]
    public async Task Delays_grow_by_the_coefficient_up_to_the_maximum(Memory memory)
    {
        var policy = new RetryPolicy(4, TimeSpan.FromMilliseconds(100), 3, TimeSpan.FromMilliseconds(500));

        await RunAsync(memory, TaskOptions.FromRetryPolicy(policy));

        Assert.Equal([100, 300, 500], Gaps());
    }

    [Theory, BothMemories]
    public async Task Delays_stay_the_same_without_a_coefficient(Memory memory)
    {
        await RunAsync(memory, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(2))));

        Assert.Equal([2000, 2000], Gaps());
    }

    [Theory, BothMemories]
    public async Task Maximum_of_no_limit_lets_delays_grow(Memory memory)
    {
        var policy = new RetryPolicy(3, TimeSpan.FromHours(1), 10, Timeout.InfiniteTimeSpan);

        await RunAsync(memory, TaskOptions.FromRetryPolicy(policy));

        Assert.Equal([3_600_000, 36_000_000], Gaps());
    }

    [Theory, BothMemories]
    public async Task Last_attempt_counts_in_the_ids_and_one_idle_timer_follows_it(Memory memory)
    {
        var ids = await IdsAsync(memory, TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMilliseconds(100))));

        Assert.Equal((6, 8), ids);
    }

    [Theory, BothMemories]
    public async Task Single_attempt_is_followed_by_an_idle_timer_too(Memory memory) =>
        Assert.Equal((0, 2), await IdsAsync(memory, TaskOptions.FromRetryPolicy(new RetryPolicy(1, TimeSpan.FromSeconds(1)))));

    [Theory, BothMemories]
    public async Task No_timer_follows_when_the_predicate_says_no(Memory memory)
    {
        var policy = new RetryPolicy(4, TimeSpan.FromSeconds(1)) { HandleFailure = _ => false };

        Assert.Equal((0, 1), await IdsAsync(memory, TaskOptions.FromRetryPolicy(policy)));
    }

    [Theory, BothMemories]
    public async Task Retries_stop_when_one_succeeds(Memory memory)
    {
        var result = await RunAsync(memory, TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1))), failures: 2);

        Assert.Equal("done", result.ReadOutputAs<string>());
        Assert.Equal(3, _attempts.Count);
    }

    [Theory, BothMemories]
    public async Task Predicate_sees_the_failure(Memory memory)
    {
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = details => details.IsCausedBy<TimeoutException>() };

        await RunAsync(memory, TaskOptions.FromRetryPolicy(policy));

        Assert.Single(_attempts);
    }

    [Theory, BothMemories]
    public async Task Predicate_that_throws_ends_the_retries_with_the_original_failure(Memory memory)
    {
        var policy = new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = _ => throw new ArithmeticException() };

        var result = await RunAsync(memory, TaskOptions.FromRetryPolicy(policy));

        Assert.Equal(typeof(InvalidOperationException).FullName, result.FailureDetails!.InnerFailure!.ErrorType);
        Assert.Single(_attempts);
    }

    [Theory, BothMemories]
    public async Task Timeout_is_looked_at_before_each_delay(Memory memory)
    {
        // Attempts at 0, 10 and 20 s; at 20 s the timeout of 15 s is over.
        var policy = new RetryPolicy(10, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(15));

        await RunAsync(memory, TaskOptions.FromRetryPolicy(policy));

        Assert.Equal(3, _attempts.Count);
    }

    [Theory, BothMemories]
    public async Task Missing_activity_is_not_tried_again(Memory memory)
    {
        var id = await Main.ResultAsync<int>(memory, async context =>
        {
            var options = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)));
            await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Missing", options));
            return (await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "x"))).TaskId;
        });

        Assert.Equal(1, id);
    }

    [Fact]
    public async Task Missing_activity_on_Functions_is_tried_again()
    {
        await using var fixture = await Main.StartOnFunctionsAsync(Memory.Kept, async context =>
        {
            var options = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)));
            return (await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Missing", options))).TaskId;
        });

        Assert.Equal(4, (await fixture.RunAsync("Main")).ReadOutputAs<int>());
    }

    [Theory, BothMemories]
    public async Task Sub_orchestrations_are_retried_by_policy(Memory memory)
    {
        var result = await Main.ResultAsync<string>(
            memory,
            async context => await context.CallSubOrchestratorAsync<string>(
                "Child", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))),
            registry => registry.AddOrchestratorFunc("Child", async context => await context.CallActivityAsync<string>("Flaky"))
                .AddActivityFunc("Flaky", Flaky(2)));

        Assert.Equal("done", result);
    }

    [Theory, BothMemories]
    public async Task Handler_retries_at_once(Memory memory)
    {
        await RunAsync(memory, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3));

        Assert.Equal([0, 0], Gaps());
    }

    [Theory, BothMemories]
    public async Task Handler_that_says_no_ends_with_the_failure(Memory memory)
    {
        var result = await RunAsync(memory, TaskOptions.FromRetryHandler(_ => false));

        Assert.Equal(OrchestrationRuntimeStatus.Failed, result.RuntimeStatus);
        Assert.Single(_attempts);
    }

    [Theory, BothMemories]
    public async Task Handler_is_told_of_attempts_failure_and_time(Memory memory)
    {
        var told = new List<string>();
        await RunAsync(memory, TaskOptions.FromRetryHandler(async retry =>
        {
            told.Add($"{retry.LastAttemptNumber} {retry.LastFailure} {retry.TotalRetryTime.TotalSeconds} {retry.CancellationToken.CanBeCanceled}");
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
            return retry.LastAttemptNumber < 2;
        }));

        Assert.Equal(
            ["1 System.InvalidOperationException: flaky 0 False", "2 System.InvalidOperationException: flaky 5 False"],
            told.Distinct());
    }

    [Theory, BothMemories]
    public async Task Handler_may_wait_on_durable_timers(Memory memory)
    {
        await RunAsync(memory, TaskOptions.FromRetryHandler(async retry =>
        {
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(retry.LastAttemptNumber), CancellationToken.None);
            return retry.LastAttemptNumber < 3;
        }));

        Assert.Equal([1000, 2000], Gaps());
    }

    [Theory, BothMemories]
    public async Task Handler_takes_no_ids_of_its_own(Memory memory) =>
        Assert.Equal((2, 3), await IdsAsync(memory, TaskOptions.FromRetryHandler(retry => retry.LastAttemptNumber < 3)));

    private static async Task<(int Failed, int Next)> IdsAsync(Memory memory, TaskOptions options)
    {
        var ids = await Main.ResultAsync<int[]>(memory, async context =>
        {
            var failure = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "x", options));
            var next = await Assert.ThrowsAsync<TaskFailedException>(() => context.CallActivityAsync("Fail", "x"));
            return new[] { failure.TaskId, next.TaskId };
        });
        return (ids![0], ids[1]);
    }

    private async Task<OrchestrationMetadata> RunAsync(Memory memory, TaskOptions options, int failures = int.MaxValue)
    {
        await using var fixture = await Main.StartAsync(
            memory,
            async context => await context.CallActivityAsync<string>("Flaky", options),
            registry => registry.AddActivityFunc("Flaky", Flaky(failures)));
        _time = fixture.Time;
        return await fixture.RunAsync("Main");
    }

    private Func<TaskActivityContext, string> Flaky(int failures) => _ =>
    {
        _attempts.Add(_time?.GetUtcNow().UtcDateTime ?? default);
        return _attempts.Count > failures ? "done" : throw new InvalidOperationException("flaky");
    };

    private int[] Gaps() => [.. _attempts.Zip(_attempts.Skip(1), (first, second) => (int)(second - first).TotalMilliseconds)];
}
