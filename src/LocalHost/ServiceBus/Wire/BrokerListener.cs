using System.Net;
using System.Net.Sockets;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;
using VideoPipeline.LocalHost.ServiceBus.Broker;

namespace VideoPipeline.LocalHost.ServiceBus.Wire;

/// <summary>The broker's door: AMQP 1.0 over plain TCP, as the real clients speak it to a development emulator.</summary>
internal sealed class BrokerListener : IRuntimeProvider, IDisposable
{
    private const int MaxFrameSize = 65536;
    private const int IdleTimeoutMilliseconds = 240_000;
    private const int Accepted = 202;

    private readonly ServiceBusBroker broker;
    private readonly AmqpConnectionListener listener;

    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    private BrokerListener(ServiceBusBroker broker, IPEndPoint endpoint, int maxMessageBytes)
    {
        this.broker = broker;
        MaxMessageBytes = maxMessageBytes;
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        sasl.AddHandler(new SaslAnonymousHandler());
        var settings = new AmqpSettings { RuntimeProvider = this };
        settings.TransportProviders.Add(sasl);
        listener = new AmqpConnectionListener(
            [$"amqp://{endpoint}"],
            settings,
            new AmqpConnectionSettings
            {
                ContainerId = "videopipeline-broker",
                MaxFrameSize = MaxFrameSize,
                ChannelMax = 4999,
                IdleTimeOut = IdleTimeoutMilliseconds,
            });
    }

    private int MaxMessageBytes { get; }

    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public static BrokerListener Start(ServiceBusBroker broker, IPEndPoint endpoint, int maxMessageBytes)
    {
        CheckFree(endpoint);
        var started = new BrokerListener(broker, endpoint, maxMessageBytes);
        started.listener.Open();
        return started;
    }

    public void Dispose() => listener.Close();

    public AmqpConnection CreateConnection(
        TransportBase transport, ProtocolHeader protocolHeader, bool isInitiator, AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings)
    {
        var connection = new AmqpConnection(transport, protocolHeader, isInitiator, amqpSettings, connectionSettings);
        connection.Extensions.Add(new RequestNode());
        return connection;
    }

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        settings.MaxMessageSize = (ulong)MaxMessageBytes;
        if (settings.Role != true)
        {
            return new SendingAmqpLink(session, settings);
        }

        settings.TotalLinkCredit = 1000;
        settings.AutoSendFlow = true;
        return new ReceivingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state) =>
        TaskToAsyncResult.Begin(OpenAsync(link), callback, state);

    public void EndOpenLink(IAsyncResult result) => TaskToAsyncResult.End(result);

    private async Task OpenAsync(AmqpLink link)
    {
        var address = LinkAddress.Parse(AddressOf(link));
        var requests = link.Session.Connection.Extensions.Find<RequestNode>();
        if (address.Kind == LinkAddressKind.Entity)
        {
            await CheckEntityAsync(link, address.Path);
        }

        switch (link)
        {
            case SendingAmqpLink outgoing when address.Kind == LinkAddressKind.Entity:
                var deliveries = new OutgoingLink(outgoing, address.Path, broker);
                link.Opened += (_, _) => deliveries.Start();
                break;
            case SendingAmqpLink outgoing:
                requests.AddReplies(outgoing);
                break;
            case ReceivingAmqpLink incoming when address.Kind == LinkAddressKind.Entity:
                new IncomingLink(incoming, address.Path, broker).Start();
                break;
            case ReceivingAmqpLink incoming when address.Kind == LinkAddressKind.Tokens:
                requests.AddRequests(incoming, static _ => Task.FromResult(AcceptToken()));
                break;
            case ReceivingAmqpLink incoming:
                requests.AddRequests(incoming, new Management(address.Path, broker).AnswerAsync);
                break;
        }
    }

    private async Task CheckEntityAsync(AmqpLink link, string path)
    {
        if (HasSessionFilter(link))
        {
            throw new AmqpException(AmqpErrorCode.NotImplemented, $"'{path}': this broker has no sessions.");
        }

        try
        {
            await (link.IsReceiver ? broker.CheckSendableAsync(path) : broker.CheckReceivableAsync(path));
        }
        catch (ServiceBusException exception)
        {
            throw WireErrors.Refusal(exception);
        }
    }

    private static bool HasSessionFilter(AmqpLink link) =>
        (link.Settings.Source as Source)?.FilterSet?.Any(filter => filter.Key.ToString() == "com.microsoft:session-filter") == true;

    private static string AddressOf(AmqpLink link)
    {
        var address = link.IsReceiver ? (link.Settings.Target as Target)?.Address : (link.Settings.Source as Source)?.Address;
        return address?.ToString() ?? throw new AmqpException(AmqpErrorCode.InvalidField, "The link has no address.");
    }

    /// <summary>Whoever reaches a loopback address may do everything; a token is taken as it is.</summary>
    private static AmqpMessage AcceptToken()
    {
        var reply = AmqpMessage.Create();
        reply.ApplicationProperties.Map["status-code"] = Accepted;
        reply.ApplicationProperties.Map["status-description"] = "Accepted";
        return reply;
    }

    /// <summary>The library's listener reports a port in use by nothing but a log line.</summary>
    private static void CheckFree(IPEndPoint endpoint)
    {
        try
        {
            using var probe = new TcpListener(endpoint) { ExclusiveAddressUse = true };
            probe.Start();
        }
        catch (SocketException exception)
        {
            throw new AddressInUseException(endpoint, exception);
        }
    }
}

/// <summary>The broker cannot listen where it should.</summary>
internal sealed class AddressInUseException(IPEndPoint endpoint, SocketException inner)
    : IOException(
        $"The Service Bus broker cannot listen on {endpoint} ({inner.Message}): stop what listens there, choose another port in 'ServiceBus', or set LocalHost__StartServiceBus=false to use it.", inner);
