using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using VideoPipeline.LocalHost.ServiceBus.Trigger;
using VideoPipeline.LocalHost.Worker.Protocol;

namespace VideoPipeline.Support.Worker;

/// <summary>The Service Bus functions of one life, fed by the local host's own listener.</summary>
internal sealed class WorkerMessages : IAsyncDisposable
{
    private readonly InProcessWorker _worker;
    private readonly ServiceBusTriggers _triggers;

    private WorkerMessages(InProcessWorker worker, MessagesInHand messages, Func<string, string?> setting)
    {
        _worker = worker;
        var functions = worker.Functions.Where(function => function.Binding(TriggerBindings.Type) is not null)
            .Select(function => TriggerBindings.Read(function.Name, function.Name, function.Binding(TriggerBindings.Type)!.Value, setting));
        _triggers = new ServiceBusTriggers(
            [.. functions],
            new ServiceBusHostOptions { AutoCompleteMessages = false, MaxConcurrentCalls = 16 },
            InvokeAsync,
            messages,
            NullLogger<ServiceBusTriggers>.Instance);
    }

    /// <param name="setting">A setting of the app by its name.</param>
    public static async Task<WorkerMessages> ListenAsync(InProcessWorker worker, MessagesInHand messages, Func<string, string?> setting)
    {
        var listening = new WorkerMessages(worker, messages, setting);
        await listening._triggers.StartAsync(CancellationToken.None);
        return listening;
    }

    public ValueTask DisposeAsync() => _triggers.DisposeAsync();

    // Held by the life, so that the clock stands still while a message is looked at.
    private async Task InvokeAsync(ServiceBusTriggerMessage message, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _worker.Life!.Run(() => done.Task);
        try
        {
            var function = _worker.Function(message.Function.FunctionName);
            var data = new ModelBindingData
            {
                Version = ServiceBusTriggerMessage.Version,
                Source = ServiceBusTriggerMessage.Source,
                ContentType = ServiceBusTriggerMessage.ContentType,
                Content = ByteString.CopyFrom(message.Content.Span),
            };
            var request = function.Request(TriggerBindings.Type, new TypedData { ModelBindingData = data }, _worker.ClientBinding);
            foreach (var (name, value) in message.TriggerMetadata)
            {
                request.TriggerMetadata[name] = new TypedData { String = value };
            }

            var answer = await _worker.Channel.InvokeAsync(function.Name, request, cancellationToken);
            if (answer.Result.Status != StatusResult.Types.Status.Success)
            {
                throw new InvalidOperationException(answer.Result.Exception?.Message);
            }
        }
        finally
        {
            done.TrySetResult();
        }
    }
}
