using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using VideoPipeline.Simulator.Callbacks;
using Xunit;

namespace VideoPipeline.Simulator.Tests.Callbacks;

public sealed class CallbackTests
{
    private const string Url = "https://hooks.example/x";

    [Fact]
    public async Task Every_change_is_told_with_the_status_body_and_no_key()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        var id = await SubmitAsync(simulator, "a cup");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        var running = await receiver.NextAsync();
        await simulator.Time.TimerAsync(8);
        simulator.Time.Advance(8);
        var done = await receiver.NextAsync();
        var polled = await simulator.GetAsync($"/v2/status?task_id={id}");

        Assert.Equal("IN_PROGRESS", (string?)running.Body["data"]!["status"]);
        Assert.Equal(polled.Text, done.Body.ToJsonString());
        Assert.Equal((Url, "application/json"), (done.Url, done.ContentType));
        Assert.False(done.HasKey);
    }

    [Fact]
    public async Task Refused_callback_is_tried_three_times_and_then_given_up()
    {
        using var receiver = new Receiver { Answer = HttpStatusCode.InternalServerError };
        await using var simulator = await StartAsync(receiver);
        await SubmitAsync(simulator, "a cup [fault:stuck]");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        await receiver.NextAsync();
        await simulator.Time.TimerAsync(2);
        simulator.Time.Advance(2);
        await receiver.NextAsync();
        await simulator.Time.TimerAsync(4);
        simulator.Time.Advance(4);
        await receiver.NextAsync();
        simulator.Time.Advance(3600);

        Assert.Equal((3, 0), await CountsAsync(simulator));
    }

    [Fact]
    public async Task Receiver_that_does_not_answer_in_five_seconds_has_missed_it()
    {
        using var receiver = new Receiver { Hangs = true };
        await using var simulator = await StartAsync(receiver);
        await SubmitAsync(simulator, "a cup [fault:stuck]");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        await receiver.NextAsync();
        await simulator.Time.TimerAsync(5);
        simulator.Time.Advance(5);
        await simulator.Time.TimerAsync(2);
        receiver.Hangs = false;
        simulator.Time.Advance(2);
        var second = await receiver.NextAsync();

        Assert.Equal("IN_PROGRESS", (string?)second.Body["data"]!["status"]);
    }

    [Fact]
    public async Task Lost_callback_is_never_sent()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        var lost = await SubmitAsync(simulator, "a cup [fault:callback-lost]");
        await SubmitAsync(simulator, "another cup");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        var told = await receiver.NextAsync();

        Assert.NotEqual(lost, (string?)told.Body["data"]!["task_id"]);
        Assert.Equal(0, receiver.Waiting);
        Assert.Equal(1, (await CountsAsync(simulator)).Sent);
    }

    [Fact]
    public async Task Duplicated_callback_comes_so_many_times()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        await SubmitAsync(simulator, "a cup [fault:callback-duplicated times=3]");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        List<string> bodies = [];
        for (var copy = 0; copy < 3; copy++)
        {
            bodies.Add((await receiver.NextAsync()).Body.ToJsonString());
        }

        Assert.Single(bodies.Distinct());
    }

    [Fact]
    public async Task Early_callback_claims_a_success_that_the_status_denies()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        var id = await SubmitAsync(simulator, "a cup [fault:callback-early]");

        var early = await receiver.NextAsync();
        var polled = await simulator.GetAsync($"/v2/status?task_id={id}");
        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        var running = await receiver.NextAsync();

        Assert.Equal(
            ("SUCCESS", "IN_PROGRESS", "IN_PROGRESS"),
            ((string?)early.Body["data"]!["status"], (string?)polled.Json["data"]!["status"], (string?)running.Body["data"]!["status"]));
    }

    [Fact]
    public async Task Forged_callback_names_anothers_file_and_the_true_one_follows()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        var id = await SubmitAsync(simulator, "a cup [fault:callback-forged]");

        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        await receiver.NextAsync();
        var forged = await receiver.NextAsync();
        await simulator.Time.TimerAsync(8);
        simulator.Time.Advance(8);
        var real = await receiver.NextAsync();

        Assert.Equal(id, (string?)forged.Body["data"]!["task_id"]);
        Assert.Equal("http://attacker.example/video.mp4", (string?)forged.Body["data"]!["response"]![0]);
        Assert.Equal($"{simulator.Origin}/assets/{id}/video.mp4", (string?)real.Body["data"]!["response"]![0]);
    }

    [Fact]
    public async Task Wrong_task_is_the_newest_other_one_or_the_one_that_is_named()
    {
        using var receiver = new Receiver();
        await using var simulator = await StartAsync(receiver);
        var other = DialectCase.Named("seedanceapi").IdOf((await DialectCase.Named("seedanceapi").SubmitAsync(simulator, "other")).Json);
        await SubmitAsync(simulator, "a cup [fault:callback-wrong-task]");
        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        var wrong = await receiver.NextAsync();
        await SubmitAsync(simulator, "a cup [fault:callback-wrong-task task=n0]");
        await simulator.Time.TimerAsync(1);
        simulator.Time.Advance(1);
        var named = await receiver.NextAsync();

        Assert.Equal(other, (string?)wrong.Body["data"]!["task_id"]);
        Assert.Equal("n0", (string?)named.Body["data"]!["task_id"]);
    }

    private static Task<SimulatorHost> StartAsync(Receiver receiver) => SimulatorHost.StartAsync(
        services => services.AddHttpClient(CallbackSender.ClientName).ConfigurePrimaryHttpMessageHandler(() => receiver));

    private static async Task<string> SubmitAsync(SimulatorHost simulator, string prompt)
    {
        var created = await simulator.PostAsync("/seedanceapi/v2/generate", $$"""{"prompt":"{{prompt}}","callback_url":"{{Url}}"}""");
        return (string)created.Json["data"]!["task_id"]!;
    }

    private static async Task<(int Sent, int Delivered)> CountsAsync(SimulatorHost simulator)
    {
        var counts = (await simulator.GetAsync("/admin/stats")).Json["dialects"]!["seedanceapi"]!["counts"]!;
        return ((int)counts["callbacks_sent"]!, (int)counts["callbacks_delivered"]!);
    }

    private sealed record Call(string Url, string? ContentType, bool HasKey, JsonNode Body);

    /// <summary>The other end of the callbacks.</summary>
    private sealed class Receiver : HttpMessageHandler
    {
        private readonly ConcurrentQueue<Call> calls = new();
        private readonly SemaphoreSlim arrived = new(0);

        public HttpStatusCode Answer { get; init; } = HttpStatusCode.NoContent;

        public bool Hangs { get; set; }

        public int Waiting => calls.Count;

        public async Task<Call> NextAsync()
        {
            Assert.True(await arrived.WaitAsync(TimeSpan.FromSeconds(30)), "No callback came.");
            Assert.True(calls.TryDequeue(out var call));
            return call;
        }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var hangs = Hangs;
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            calls.Enqueue(new Call(
                request.RequestUri!.ToString(), request.Content.Headers.ContentType?.MediaType,
                request.Headers.Authorization is not null, JsonNode.Parse(body)!));
            arrived.Release();
            if (hangs)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return new HttpResponseMessage(Answer);
        }
    }
}
