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

    /// <summary>For an app elsewhere, whose payloads are as they are by default.</summary>
    public static FunctionsClients Create() => new(new Defaults());

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

    private sealed class Defaults : IOptionsMonitor<DurableTaskClientOptions>
    {
        public DurableTaskClientOptions CurrentValue { get; } = new() { EnableEntitySupport = true };

        public DurableTaskClientOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<DurableTaskClientOptions, string?> listener) => null;
    }

    private sealed class HubName(string hub) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Named(context));

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation) =>
            continuation(request, Named(context));

        private ClientInterceptorContext<TRequest, TResponse> Named<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context)
            where TRequest : class
            where TResponse : class
        {
            Metadata headers = [.. context.Options.Headers ?? [], new Metadata.Entry("Durable-TaskHub", hub)];
            return new ClientInterceptorContext<TRequest, TResponse>(context.Method, context.Host, context.Options.WithHeaders(headers));
        }
    }
}
