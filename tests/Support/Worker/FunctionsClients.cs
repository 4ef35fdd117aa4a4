using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Grpc;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace VideoPipeline.Support.Worker;

/// <summary>Durable clients for tests, made as the extension makes the functions' own.</summary>
internal sealed class FunctionsClients(IOptionsMonitor<DurableTaskClientOptions> options) : IDisposable
{
    private readonly List<GrpcChannel> _channels = [];

    public DurableTaskClient Get(string address, string hub)
    {
        var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _channels.Add(channel);
        return new GrpcDurableTaskClient(
            hub,
            new GrpcDurableTaskClientOptions
            {
                CallInvoker = channel.Intercept(new HubName(hub)),
                DataConverter = options.CurrentValue.DataConverter,
                EnableEntitySupport = options.CurrentValue.EnableEntitySupport,
            },
            NullLogger.Instance);
    }

    public void Dispose() => _channels.ForEach(channel => channel.Dispose());

    private sealed class HubName(string hub) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            Metadata headers = [.. context.Options.Headers ?? [], new Metadata.Entry("Durable-TaskHub", hub)];
            return continuation(request, new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
