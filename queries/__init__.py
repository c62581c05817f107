"""Each question one public function over a ``GraphReader``, returning an ``Answer``."""
