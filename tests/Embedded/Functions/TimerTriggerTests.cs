using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Embedded.Functions;
using Xunit;

namespace Embedded.Tests.Functions;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("timer-").FullName;
    private readonly Runs runs = new();
    private readonly ManualTime time = new(Start);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Timer_runs_whenever_it_is_due()
    {
        await using var host = await StartAsync<Nightly>();
        var firstDue = Start.Date.AddDays(1).AddHours(2);

        await time.WaitForTimerAsync(Start.AddDays(1));
        time.Advance(TimeSpan.FromHours(12));
        await time.WaitForTimerAsync(Start.AddDays(1));
        Assert.False(runs.Any);
        time.Advance(TimeSpan.FromHours(4));
        var first = await runs.NextAsync();
        await time.WaitForTimerAsync(Start.AddDays(2));
        time.Advance(TimeSpan.FromHours(12));
        await time.WaitForTimerAsync(Start.AddDays(3));
        time.Advance(TimeSpan.FromHours(12));
        var second = await runs.NextAsync();

        Assert.Equal((firstDue, false, firstDue), (first.At.UtcDateTime, first.Info.IsPastDue, first.Info.ScheduleStatus?.Next));
        Assert.Equal(firstDue.AddDays(1), second.At.UtcDateTime);
        Assert.Equal(firstDue, second.Info.ScheduleStatus?.Last);
    }

    [Fact]
    public async Task Timer_that_is_due_within_a_millisecond_is_waited_for()
    {
        var due = new DateTimeOffset(Start.Date.AddDays(1).AddHours(2), TimeSpan.Zero);
        time.Advance(due - Start - TimeSpan.FromMilliseconds(0.4));

        await using var host = await Task.Run(() => StartAsync<Nightly>()).WaitAsync(TimeSpan.FromSeconds(30));
        await time.WaitForTimerAsync(due.AddMilliseconds(1)).WaitAsync(TimeSpan.FromSeconds(30));
        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(due.UtcDateTime, (await runs.NextAsync()).Info.ScheduleStatus?.Next);
    }

    [Fact]
    public async Task Run_that_fell_due_while_the_host_was_down_is_made_up_for_once()
    {
        await using (await StartAsync<Nightly>())
        {
            await time.WaitForTimerAsync(Start.AddDays(1));
        }

        time.Advance(TimeSpan.FromDays(3));
        await using var host = await StartAsync<Nightly>();
        var run = await runs.NextAsync();
        await time.WaitForTimerAsync(time.GetUtcNow().AddDays(1));

        Assert.True(run.Info.IsPastDue);
        Assert.False(runs.Any);
    }

    [Fact]
    public async Task Schedule_may_name_a_setting()
    {
        await using var host = await StartAsync<Configured>("--Sweep:Schedule=0 15 * * * *");

        await time.WaitForTimerAsync(Start.AddMinutes(15));
        time.Advance(TimeSpan.FromMinutes(15));

        Assert.Equal(Start.AddMinutes(15), (await runs.NextAsync()).At);
    }

    [Fact]
    public async Task Missing_setting_of_a_schedule_stops_the_start()
    {
        var failure = await Assert.ThrowsAsync<FunctionBindingException>(() => StartAsync<Configured>());

        Assert.Contains("'Sweep:Schedule'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_is_retried_as_the_attribute_says_and_the_timer_goes_on()
    {
        await using var host = await StartAsync<Failing>();

        await time.WaitForTimerAsync(Start.AddHours(1));
        time.Advance(TimeSpan.FromHours(1));
        for (var attempt = 0; attempt < 3; attempt++)
        {
            Assert.Equal(attempt, (await runs.NextAsync()).RetryCount);
            await time.WaitForTimerAsync(time.GetUtcNow().AddSeconds(attempt < 2 ? 10 : 3600));
            time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.False(runs.Any);
        await time.WaitForTimerAsync(Start.AddHours(2));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, (await runs.NextAsync()).RetryCount);
    }

    [Fact]
    public async Task Disabled_function_does_not_run()
    {
        await using (await StartAsync<Eager>("--AzureWebJobs.Eager.Disabled=true"))
        {
        }

        await using var enabled = await StartAsync<Eager>();
        await runs.NextAsync();

        Assert.False(runs.Any);
    }

    private Task<FunctionsHost> StartAsync<T>(params string[] args) => FunctionsHost.StartAsync(
        [typeof(T)],
        builder =>
        {
            builder.Services.AddSingleton(runs);
            builder.Services.AddSingleton<TimeProvider>(time);
        },
        folder,
        args);

    private sealed record Run(DateTimeOffset At, TimerInfo Info, int RetryCount);

    private sealed class Runs
    {
        private readonly Channel<Run> channel = Channel.CreateUnbounded<Run>();

        public bool Any => channel.Reader.Count > 0;

        public void Add(Run run) => channel.Writer.TryWrite(run);

        public async Task<Run> NextAsync() => await channel.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private sealed class Nightly(Runs runs, TimeProvider time)
    {
        [Function("Nightly")]
        public void Run([TimerTrigger("0 0 2 * * *")] TimerInfo timer) => runs.Add(new Run(time.GetUtcNow(), timer, 0));
    }

    private sealed class Configured(Runs runs, TimeProvider time)
    {
        [Function("Configured")]
        public void Run([TimerTrigger("%Sweep:Schedule%")] TimerInfo timer) => runs.Add(new Run(time.GetUtcNow(), timer, 0));
    }

    private sealed class Eager(Runs runs, TimeProvider time)
    {
        [Function("Eager")]
        public void Run([TimerTrigger("0 0 2 * * *", RunOnStartup = true)] TimerInfo timer) =>
            runs.Add(new Run(time.GetUtcNow(), timer, 0));
    }

    private sealed class Failing(Runs runs, TimeProvider time)
    {
        [Function("Failing")]
        [FixedDelayRetry(2, "00:00:10")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context)
        {
            runs.Add(new Run(time.GetUtcNow(), timer, context.RetryContext.RetryCount));
            throw new InvalidOperationException("not today");
        }
    }
}
