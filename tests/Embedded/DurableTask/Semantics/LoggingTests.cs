using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Testing;
using Microsoft.Extensions.Logging;
using Xunit;

namespace VideoPipeline.Embedded.Tests.DurableTask.Semantics;

public sealed class LoggingTests
{
    private readonly Recorder _log = new();

    [Fact]
    public async Task Replay_safe_logger_says_everything_once()
    {
        await RunAsync(context => context.CreateReplaySafeLogger("Test"));

        Assert.Equal(["Test: one", "Test: two", "Test: three"], _log.Lines);
    }

    [Fact]
    public async Task Replay_safe_logger_can_be_named_by_a_type()
    {
        var type = typeof(LoggingTests);
        await RunAsync(context => context.CreateReplaySafeLogger(type));

        Assert.StartsWith(typeof(LoggingTests).FullName!, _log.Lines.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_safe_logger_can_be_named_by_a_type_argument()
    {
        await RunAsync(context => context.CreateReplaySafeLogger<LoggingTests>());

        Assert.StartsWith(typeof(LoggingTests).FullName!, _log.Lines.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_safe_logger_comes_from_the_factory_too()
    {
        await RunAsync(context => context.ReplaySafeLoggerFactory.CreateLogger("Test"));

        Assert.Equal(3, _log.Lines.Count);
    }

    private async Task RunAsync(Func<TaskOrchestrationContext, ILogger> create)
    {
        var host = await DurableTaskTestHost.StartAsync(
            registry => registry
                .AddOrchestratorFunc("Main", async context =>
                {
                    var logger = create(context);
#pragma warning disable CA2254 // The text is the point here.
                    logger.LogInformation("one");
                    await context.CallActivityAsync("Nothing");
                    logger.LogInformation("two");
                    await context.CallActivityAsync("Nothing");
                    logger.LogInformation("three");
#pragma warning restore CA2254
                })
                .AddActivityFunc("Nothing", _ => { }),
            new DurableTaskTestHostOptions { LoggerFactory = new Factory(_log) });
        await using (host)
        {
            var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Main");
            await host.Client.WaitForInstanceCompletionAsync(id).WaitAsync(Fixture.Patience);
        }
    }

    private sealed class Recorder
    {
        public ConcurrentQueue<string> Lines { get; } = [];
    }

    private sealed class Factory(Recorder recorder) : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => new Logger(recorder, categoryName);

        public void Dispose()
        {
        }
    }

    private sealed class Logger(Recorder recorder, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Lines.Enqueue($"{category}: {formatter(state, exception)}");
    }
}
