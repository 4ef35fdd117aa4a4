using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace LocalHost.ServiceBus.Tests.Broker;

/// <summary>A broker on a database of its own, in virtual time.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    public const string Queue = "jobs";
    public const string DeadLetters = "jobs/$DeadLetterQueue";
    public const string Topic = "events";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("sb-");
    private readonly List<ServiceBusBroker> crashed = [];
    private int generation;

    public TestBroker(Action<BrokerOptions>? configure = null)
    {
        Options = new BrokerOptions
        {
            DatabasePath = PathOf(0),
            Durable = false,
            Queues = { [Queue] = new() { MaxDeliveryCount = 3, DuplicateDetectionWindow = TimeSpan.FromMinutes(10) } },
            Topics = { [Topic] = new() { Subscriptions = { ["all"] = new() } } },
        };
        configure?.Invoke(Options);
        Broker = Open();
    }

    public VirtualTime Time { get; } = new();

    public BrokerOptions Options { get; }

    public ServiceBusBroker Broker { get; private set; }

    public async Task<long> SendAsync(string body, Func<Sent, Sent>? with = null, string path = Queue)
    {
        var content = new Sent { Body = Encoding.UTF8.GetBytes(body) };
        return (await Broker.SendAsync(path, [(with?.Invoke(content) ?? content).Encode()]).Soon())[0];
    }

    public Task<IReadOnlyList<long>> SendAllAsync(params Sent[] messages) =>
        Broker.SendAsync(Queue, [.. messages.Select(message => message.Encode())]).Soon();

    /// <summary>The next message, or null when there is none now.</summary>
    public async Task<DeliveredMessage?> ReceiveAsync(string path = Queue) =>
        (await Broker.ReceiveAsync(path, 1, TimeSpan.Zero, deletesOnReceipt: false, CancellationToken.None).Soon()).SingleOrDefault();

    public async Task<IReadOnlyList<string>> BodiesAsync(string path = Queue) =>
        [.. (await Broker.ReceiveAsync(path, 100, TimeSpan.Zero, deletesOnReceipt: true, CancellationToken.None).Soon()).Select(Body)];

    /// <summary>After this, everything called before has been applied and the broker's alarm is set.</summary>
    public Task BarrierAsync() => Broker.CountAsync(Queue).Soon();

    public async Task ReopenAsync()
    {
        await Broker.DisposeAsync();
        Broker = Open();
    }

    /// <summary>Goes on with the files as a killed process leaves them: nothing flushed, nothing closed.</summary>
    public void Crash()
    {
        var (before, after) = (PathOf(generation), PathOf(++generation));
        File.Copy(before, after);
        File.Copy($"{before}-wal", $"{after}-wal");
        crashed.Add(Broker);
        Options.DatabasePath = after;
        Broker = Open();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in crashed.Append(Broker))
        {
            await broker.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }

    public static string Body(DeliveredMessage message) => Encoding.UTF8.GetString(Sent.BodyOf(message.Content));

    private ServiceBusBroker Open() => new(Options, Time, NullLogger<ServiceBusBroker>.Instance);

    private string PathOf(int number) => Path.Combine(directory.FullName, $"host-{number}.db");
}
