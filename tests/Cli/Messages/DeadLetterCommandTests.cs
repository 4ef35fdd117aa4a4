using System.Net;
using System.Text.Json;

namespace VideoPipeline.Cli.Tests.Messages;

public sealed class DeadLetterCommandTests
{
    [Fact]
    public async Task List_shows_the_reasons_and_gives_every_message_back()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1", "invalid_json").Add("m2");

        var result = await cli.Async("deadletter", "list");

        Assert.Equal(0, result.Exit);
        Assert.Matches("m1 +video +.* +invalid_json +prompt: is \"required\"", result.Out);
        Assert.Empty(broker.Locked);
        Assert.Equal(["unlock m1", "unlock m2"], broker.Log);
    }

    [Fact]
    public async Task List_takes_no_more_than_asked_for()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1").Add("m2").Add("m3");

        var result = await cli.Async("deadletter", "list", "--limit", "2", "--json");

        Assert.Equal(["m1", "m2"], result.Json.EnumerateArray().Select(message => message.GetProperty("message_id").GetString()));
        Assert.Empty(broker.Locked);
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        using var cli = new CliRun();
        _ = new StubBroker(cli);

        Assert.Contains("No dead letters.", (await cli.Async("deadletter", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_a_new_message_with_the_old_meaning_and_the_old_key()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1", body: """{"prompt":"x"}""");

        var result = await cli.Async("deadletter", "replay");

        Assert.Equal(0, result.Exit);
        var sent = Assert.Single(broker.Sent);
        var properties = JsonElement.Parse(sent.Header("BrokerProperties")!);
        Assert.StartsWith("replay-", properties.GetProperty("MessageId").GetString(), StringComparison.Ordinal);
        Assert.Equal("video", properties.GetProperty("Label").GetString());
        Assert.Equal("""{"prompt":"x"}""", sent.Body);
        Assert.Equal("\"m1\"", sent.Header("idempotency_key"));
        Assert.Equal("\"acme\"", sent.Header("tenant"));
        Assert.Null(sent.Header("DeadLetterReason"));
        Assert.Null(sent.Header("Date"));
    }

    [Fact]
    public async Task A_replay_of_a_replay_keeps_the_first_key()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("replay-1", idempotencyKey: "order-7");

        await cli.Async("deadletter", "replay");

        Assert.Equal("\"order-7\"", broker.Sent[0].Header("idempotency_key"));
    }

    [Fact]
    public async Task The_dead_letter_goes_only_after_its_successor_is_acknowledged()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1").Add("m2");

        await cli.Async("deadletter", "replay");

        Assert.Equal(["send 201", "complete m1", "send 201", "complete m2"], broker.Log);
    }

    [Fact]
    public async Task A_send_that_fails_leaves_the_dead_letter_where_it_was()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli) { SendAnswer = HttpStatusCode.InternalServerError }.Add("m1").Add("m2");

        var result = await cli.Async("deadletter", "replay");

        Assert.Equal(4, result.Exit);
        Assert.Equal(["send 500", "unlock m1"], broker.Log);
        Assert.Empty(broker.Locked);
    }

    [Theory]
    [InlineData("m2", "m2")]
    [InlineData("--reason invalid_json", "m1")]
    public async Task Only_what_was_asked_for_is_replayed_and_the_rest_given_back(string selection, string replayed)
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1", "invalid_json").Add("m2").Add("m3");

        var result = await cli.Async(["deadletter", "replay", .. selection.Split(' ')]);

        Assert.Contains($"complete {replayed}", broker.Log);
        Assert.Single(broker.Sent);
        Assert.Empty(broker.Locked);
        Assert.Contains("1 replayed, 2 left.", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_ran_out_ends_the_round_instead_of_going_on_for_ever()
    {
        using var cli = new CliRun();
        var broker = new StubBroker(cli).Add("m1");
        // A broker whose locks last no time at all hands out the same message again and again.
        var once = StubHostAnswers(cli, broker);

        var result = await cli.Async("deadletter", "list", "--json");

        Assert.Equal(0, result.Exit);
        Assert.Single(result.Json.EnumerateArray());
        Assert.Equal(2, once());
    }

    private static Func<int> StubHostAnswers(CliRun cli, StubBroker broker)
    {
        var handedOut = 0;
        cli.Host.On("POST /video-jobs/$DeadLetterQueue/messages/head", _ =>
        {
            handedOut++;
            var answer = StubHost.Json("{}", HttpStatusCode.Created);
            answer.Headers.TryAddWithoutValidation("BrokerProperties", """{"MessageId":"m1","LockToken":"lock-m1","SequenceNumber":1}""");
            return answer;
        });
        Assert.Empty(broker.Log);
        return () => handedOut;
    }
}
