// Swagger UI without inline script; a signed-in browser sends the token of this page with each write.
const place = document.getElementById("explorer");
const token = document.querySelector('meta[name="csrf-token"]').content;

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.headers.Authorization) request.headers["X-CSRFToken"] = token;
    return request;
  },
});
