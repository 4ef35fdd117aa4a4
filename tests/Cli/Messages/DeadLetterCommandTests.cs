using System.Text.Json;

namespace VideoPipeline.Cli.Tests.Messages;

public sealed class DeadLetterCommandTests
{
    [Fact]
    public async Task List_shows_the_reasons_and_leaves_every_message_where_it_is()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("m1", "invalid_json");
        await broker.AddAsync("m2");

        var result = await cli.Async("dead-letters", "list");

        Assert.Equal(0, result.Exit);
        Assert.Matches("m1 +video +.* +invalid_json +prompt: is \"required\"", result.Out);
        Assert.Equal(0, await broker.LockedAsync());
        Assert.Equal(["m1", "m2"], await broker.DeadAsync());
    }

    [Fact]
    public async Task List_takes_no_more_than_asked_for()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("m1");
        await broker.AddAsync("m2");
        await broker.AddAsync("m3");

        var result = await cli.Async("dead-letters", "list", "--limit", "2", "--json");

        Assert.Equal(["m1", "m2"], result.Json.EnumerateArray().Select(message => message.GetProperty("message_id").GetString()));
    }

    [Fact]
    public async Task An_empty_list_says_so()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);

        Assert.Contains("No dead letters.", (await cli.Async("dead-letters", "list")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replay_is_a_new_message_with_the_old_meaning_and_the_old_key()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("m1", body: """{"prompt":"x"}""");

        var result = await cli.Async("dead-letters", "replay");

        Assert.Equal(0, result.Exit);
        var sent = Assert.Single(await broker.SentAsync());
        Assert.StartsWith("replay-", sent.MessageId, StringComparison.Ordinal);
        Assert.Equal("video", sent.Subject);
        Assert.Equal("""{"prompt":"x"}""", sent.Body.ToString());
        Assert.Equal("m1", sent.ApplicationProperties["idempotency_key"]);
        Assert.Equal("acme", sent.ApplicationProperties["tenant"]);
        Assert.Null(sent.DeadLetterReason);
        Assert.Empty(await broker.DeadAsync());
    }

    [Fact]
    public async Task A_replay_of_a_replay_keeps_the_first_key()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("replay-1", idempotencyKey: "order-7");

        await cli.Async("dead-letters", "replay");

        Assert.Equal("order-7", Assert.Single(await broker.SentAsync()).ApplicationProperties["idempotency_key"]);
    }

    [Fact]
    public async Task A_send_that_fails_leaves_the_dead_letter_where_it_was()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("m1");
        await broker.AddAsync("m2");
        broker.Options.MaxMessageBytes = 1;

        var result = await cli.Async("dead-letters", "replay");

        Assert.Equal(4, result.Exit);
        Assert.Empty(await broker.SentAsync());
        Assert.Equal(["m1", "m2"], await broker.DeadAsync());
        Assert.Equal(0, await broker.LockedAsync());
    }

    [Theory]
    [InlineData("m2", "m2")]
    [InlineData("--reason invalid_json", "m1")]
    public async Task Only_what_was_asked_for_is_replayed_and_the_rest_given_back(string selection, string replayed)
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli);
        await broker.AddAsync("m1", "invalid_json");
        await broker.AddAsync("m2");
        await broker.AddAsync("m3");

        var result = await cli.Async(["dead-letters", "replay", .. selection.Split(' ')]);

        Assert.Equal(replayed, Assert.Single(await broker.SentAsync()).ApplicationProperties["idempotency_key"]);
        Assert.Equal(2, (await broker.DeadAsync()).Except([replayed]).Count());
        Assert.Equal(0, await broker.LockedAsync());
        Assert.Contains("1 replayed, 2 left.", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_ran_out_ends_the_round_instead_of_going_on_for_ever()
    {
        using var cli = new CliRun();
        await using var broker = await CliBroker.StartAsync(cli, lockDuration: TimeSpan.FromMilliseconds(300));
        await broker.AddAsync("m1");

        var result = await cli.Async("dead-letters", "replay", "another");

        Assert.Equal(0, result.Exit);
        Assert.Contains("0 replayed, 1 left.", result.Out, StringComparison.Ordinal);
    }
}
