using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;
using Newtonsoft.Json;
using VideoPipeline.DurableTask.Sqlite.Bytes;

namespace VideoPipeline.DurableTask.Sqlite.Tests;

public sealed class CodecTests
{
    private static readonly OrchestrationInstance Instance = new() { InstanceId = "a", ExecutionId = "e" };

    public static TheoryData<HistoryEvent> Events =>
    [
        new ExecutionStartedEvent(-1, "in\u0000put")
        {
            Name = "n",
            Version = "1",
            OrchestrationInstance = Instance,
            ParentInstance = new ParentInstance { Name = "p", Version = "2", TaskScheduleId = 7, OrchestrationInstance = Instance },
            Tags = new Dictionary<string, string> { ["k"] = "v" },
            Correlation = "c",
            ParentTraceContext = new DistributedTraceContext("00-1-2-00", "s") { Id = "i", SpanId = "sp", ActivityStartTime = DateTimeOffset.UnixEpoch },
            ScheduledStartTime = DateTime.UnixEpoch,
            Generation = 3,
            GenerateNewTrace = true,
        },
        new TaskScheduledEvent(300, "n", null, "lone \uD800 surrogate") { Tags = new Dictionary<string, string>() },
        new TaskCompletedEvent(-1, int.MaxValue, string.Empty),
        new TaskFailedEvent(-1, 1, "r", "d", new FailureDetails("t", "m", "s", new FailureDetails("i", "m", null, null, true), false)),
        new ExecutionCompletedEvent(4, "r", OrchestrationStatus.Failed, new FailureDetails("t", "m", null, null, true)),
        new ContinueAsNewEvent(5, "r"),
        new TimerCreatedEvent(1, DateTime.MaxValue),
        new TimerFiredEvent(-1) { TimerId = 1, FireAt = DateTime.UnixEpoch },
        new EventRaisedEvent(-1, null) { Name = "e" },
        new EventSentEvent(2) { InstanceId = "x", Name = "e", Input = "😀" },
        new SubOrchestrationInstanceCreatedEvent(1) { Name = "n", Version = "v", InstanceId = "i", Input = "x", ClientSpanId = "s" },
        new SubOrchestrationInstanceCompletedEvent(-1, 1, null),
        new SubOrchestrationInstanceFailedEvent(-1, 1, "r", "d", null),
        new ExecutionTerminatedEvent(-1, "why"),
        new ExecutionSuspendedEvent(-1, "why"),
        new ExecutionResumedEvent(-1, "why"),
        new ExecutionRewoundEvent(-1, "why") { ParentExecutionId = "p", InstanceId = "i" },
        new GenericEvent(-1, "data"),
        new OrchestratorStartedEvent(-1),
        new OrchestratorCompletedEvent(-1),
    ];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_comes_back_as_it_was(HistoryEvent written)
    {
        var read = new List<HistoryEvent>();

        Codec.ReadEvents(Codec.Events([written, written]), read);

        Assert.Equal(2, read.Count);
        Assert.IsType(written.GetType(), read[1]);
        Assert.Equal(JsonConvert.SerializeObject(written), JsonConvert.SerializeObject(read[1]));
    }

    [Fact]
    public void A_message_keeps_its_tags_and_its_instance()
    {
        var message = new TaskMessage
        {
            OrchestrationInstance = Instance,
            OrchestrationExecutionContext = JsonConvert.DeserializeObject<OrchestrationExecutionContext>("{'OrchestrationTags':{'k':'v'}}"),
            Event = new TaskScheduledEvent(1, "n"),
        };

        var read = Codec.ReadMessage(Codec.Message(message));

        Assert.Equal("v", Assert.Single(read.OrchestrationExecutionContext.OrchestrationTags, tag => tag.Key == "k").Value);
        Assert.Equal(("a", "e"), (read.OrchestrationInstance.InstanceId, read.OrchestrationInstance.ExecutionId));
    }

    [Fact]
    public void Properties_of_a_failure_come_back_as_plain_dictionaries_and_lists()
    {
        var properties = new Dictionary<string, object?>
        {
            ["text"] = "2026-01-01T00:00:00Z",
            ["whole"] = 5,
            ["nested"] = new Dictionary<string, object?> { ["list"] = new object[] { 1.5, true } },
            ["none"] = null,
        };

        var read = Codec.ReadFailure(Codec.Failure(new FailureDetails("t", "m", null, null, false, properties!)))!.Properties!;

        Assert.Equal("2026-01-01T00:00:00Z", read["text"]);
        Assert.Equal(5L, read["whole"]);
        Assert.Null(read["none"]);
        var nested = Assert.IsType<Dictionary<string, object?>>(read["nested"]);
        Assert.Equal([1.5, true], Assert.IsType<List<object?>>(nested["list"]));
    }
}
